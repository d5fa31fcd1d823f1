import { describe, expect, it } from 'vitest'
import { words } from '../../testing/render'
import { aHostDetail } from '../../testing/sample-fleet'
import { NewerGo } from './newer-go'

const observed = aHostDetail().observed ?? expect.unreachable()
const say = (settings: Record<string, string>, actual: string | null = 'go1.22.12') =>
  words(<NewerGo host={aHostDetail({ actual, observed: { ...observed, settings } })} />)

describe('a module that asks for a newer Go', () => {
  it.each([
    ['auto', 'go downloads that one by itself'],
    ['go1.22.12+path', 'go takes that one from PATH'],
    ['local', 'go refuses to build'],
  ])('with GOTOOLCHAIN=%s: %s', (value, deed) => {
    const said = say({ GOTOOLCHAIN: value })
    expect(said).toContain(deed)
    expect(said).toContain(`GOTOOLCHAIN=${value}.`)
  })

  it('is downloaded where nothing is set', () => {
    expect(say({})).toContain('GOTOOLCHAIN=auto, as released.')
  })

  it('is not spoken of where go does not look, or nothing is known', () => {
    expect(say({ GOTOOLCHAIN: 'local' }, 'go1.20.14')).toBe('')
    expect(say({}, null)).toBe('')
    expect(words(<NewerGo host={aHostDetail({ observed: null })} />)).toBe('')
  })

  it('may be judged otherwise by something stronger', () => {
    const overrides = [{ name: 'GOTOOLCHAIN', value: 'auto', where: '/etc/profile' }]
    const effective = {
      ...{ onPath: true, contexts: [], others: [], toolchains: [], workspaces: [], tools: [] },
      overrides,
    }
    const settings = { GOTOOLCHAIN: 'local' }
    const host = aHostDetail({ observed: { ...observed, settings, effective } })
    expect(words(<NewerGo host={host} />)).toContain('something stronger says otherwise')
  })
})

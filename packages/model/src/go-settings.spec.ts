import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  describeSettingRefusal,
  MANAGED_SETTINGS,
  maskSetting,
  parseGoEnv,
  readsGoEnv,
  refuseSetting,
  renderGoEnv,
} from './go-settings.js'

const RELEASED =
  '# defaults\n\nGOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n'

describe('renderGoEnv', () => {
  it('leaves the released file as it is when there is nothing to set', () => {
    expect(renderGoEnv(RELEASED, {})).toBe(RELEASED)
  })
  it('replaces in place and appends in order', () => {
    expect(renderGoEnv(RELEASED, { GOTOOLCHAIN: 'local', GOPRIVATE: 'corp', GOFLAGS: '-mod=mod' })).toBe(
      '# defaults\n\nGOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=local\nGOFLAGS=-mod=mod\nGOPRIVATE=corp\n',
    )
  })
  it('reads back what it wrote, on top of what was released', () => {
    const value = fc.string({ unit: fc.constantFrom('a', ',', '=', ' b', '#', '-') }).map((v) => v.trim())
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...MANAGED_SETTINGS), value), (settings) => {
        expect(parseGoEnv(renderGoEnv(RELEASED, settings))).toEqual({ ...parseGoEnv(RELEASED), ...settings })
        expect(renderGoEnv(RELEASED, settings)).toBe(
          renderGoEnv(RELEASED, Object.fromEntries(Object.entries(settings).reverse())),
        )
      }),
    )
  })
  it('makes a file where none was released', () => {
    expect(renderGoEnv('', { GOPROXY: 'off' })).toBe('GOPROXY=off\n')
  })
})

describe('refuseSetting', () => {
  it.each([
    ['GOROOT', '/tmp', 'not-managed'],
    ['PATH', '/tmp', 'not-managed'],
    ['__proto__', 'x', 'not-managed'],
    ['GOPROXY', 'a\nGOROOT=/tmp', 'line-break'],
    ['GOPROXY', 'x'.repeat(4097), 'too-long'],
    ['GOFLAGS', '-toolexec=/tmp/evil', 'program'],
    ['GOFLAGS', '-v --exec=x', 'program'],
  ])('%s=%s is %s', (name, value, reason) => {
    const refusal = refuseSetting(name, value)
    expect(refusal?.reason).toBe(reason)
    if (refusal) expect(describeSettingRefusal(refusal)).toContain(name)
  })
  it.each([
    ['GOPROXY', 'https://proxy.example,direct'],
    ['GOFLAGS', '-mod=readonly -trimpath'],
  ])('takes %s=%s', (name, value) => {
    expect(refuseSetting(name, value)).toBeUndefined()
  })
})

it('knows that go.env came with 1.21', () => {
  expect(['go1.20.14', 'go1.21rc1', 'go1.21.0', 'go1.22.12', 'x'].map(readsGoEnv)).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
})

it('masks the user part of every URL in a value', () => {
  expect(maskSetting('https://u:p@a.example,http://t@b.example|direct')).toBe(
    'https://•••@a.example,http://•••@b.example|direct',
  )
  expect(maskSetting('off')).toBe('off')
})

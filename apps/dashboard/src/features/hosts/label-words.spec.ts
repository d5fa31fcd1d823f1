import { bulkRequest } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { readLabelWords } from './label-words'

describe('labels as people write them', () => {
  it.each([
    ['env=prod', { env: 'prod' }, []],
    ['env=prod, rack=r1', { env: 'prod', rack: 'r1' }, []],
    ['env=prod\n-old  -older', { env: 'prod' }, ['old', 'older']],
    ['note=a=b', { note: 'a=b' }, []],
    ['empty=', { empty: '' }, []],
  ])('%j', (text, set, unset) => {
    expect(readLabelWords(text)).toEqual({ ok: true, set, unset })
  })

  it.each([
    ['', /at least one/],
    ['  ,', /at least one/],
    ['prod', /prod is neither name=value/],
    ['=prod', /=prod is neither/],
    ['-', /- is neither/],
    ['env=prod -env', /env is set and taken away/],
  ])('refuses %j', (text, why) => {
    expect(readLabelWords(text)).toEqual({ ok: false, message: expect.stringMatching(why) })
  })

  it('are a change that the server takes', () => {
    const words = readLabelWords('env=prod -old')
    if (!words.ok) throw new Error(words.message)
    const request = {
      hosts: { kind: 'query', q: '', expected: 3 },
      change: { kind: 'label', set: words.set, unset: words.unset },
    }
    expect(bulkRequest.safeParse(request).success).toBe(true)
  })
})

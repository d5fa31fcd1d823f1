import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBlock, withBlock, withoutBlock } from './block.js'

const LINES = '# Goherd root: /var/lib/goherd\nPATH=x\n'

describe('a block in a start-up file', () => {
  it('comes at the end and goes without a trace, whatever else is in the file', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', 'export X=1\n', '# >>>', '\r\n', ' ')), (parts) => {
        const text = parts.join('')
        const set = withBlock(text, LINES)
        expect(set.startsWith(text)).toBe(true)
        expect(withoutBlock(set)).toBe(text)
        expect(withBlock(set, LINES)).toBe(set)
      }),
    )
  })

  it('is replaced where it stands, with what stands around it untouched', () => {
    const set = `${withBlock('before', LINES)}after\n`
    const next = withBlock(set, '# Goherd root: /elsewhere\n')
    expect(next).toBe(
      'before\n# >>> goherd >>>\n# Added by goherd-agent; take it out with: goherd-agent path remove\n' +
        '# Goherd root: /elsewhere\n# <<< goherd <<<\nafter\n',
    )
    expect(withoutBlock(next)).toBe('beforeafter\n')
  })

  it('says whose it is', () => {
    expect(findBlock(withBlock('', LINES))).toMatchObject({ kind: 'block', root: '/var/lib/goherd', from: 0 })
    expect(findBlock('# a >>> goherd >>> b\n')).toEqual({ kind: 'none' })
  })

  it.each([
    ['a begin without an end', '# >>> goherd >>>\nPATH=x\n'],
    ['an end without a begin', 'PATH=x\n# <<< goherd <<<\n'],
    ['the end first', '# <<< goherd <<<\n# >>> goherd >>>\n'],
    ['two of them', `${withBlock('', LINES)}${withBlock('', LINES)}`],
  ])('is torn with %s, and then left alone', (_, text) => {
    expect(findBlock(text)).toEqual({ kind: 'torn' })
    expect(withoutBlock(text)).toBe(text)
  })
})

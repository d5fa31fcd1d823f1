import { describe, expect, it } from 'vitest'
import { parseLabels } from './parse-labels.js'

describe('labels in text', () => {
  it('are lines key=value, with room for blanks and comments', () => {
    const text = '# what this is\nenv = prod\n\nrack=r12/b\nnote=a=b # c\r\nempty=\n'
    expect(parseLabels(text, 'x')).toEqual({ env: 'prod', rack: 'r12/b', note: 'a=b # c', empty: '' })
    expect(parseLabels('', 'x')).toEqual({})
    expect(parseLabels('a=1\na=2', 'x')).toEqual({ a: '2' })
  })

  it.each([
    ['no sign', 'env'],
    ['no key', '=prod'],
    ['a blank in the key', 'my env=prod'],
    ['a key too long', `${'k'.repeat(64)}=v`],
    ['a value too long', `k=${'v'.repeat(256)}`],
    ['output of a broken script', 'bash: line 1: x: command not found'],
  ])('with %s are refused, by their line', (_, line) => {
    expect(() => parseLabels(`ok=1\n${line}\n`, '/etc/goherd/labels')).toThrow(
      expect.objectContaining({ code: 'bad_labels', message: 'line 2 of /etc/goherd/labels is no label' }),
    )
  })

  it('are bounded in bytes and in number', () => {
    expect(() => parseLabels(`a=${'x'.repeat(70_000)}`, 'x')).toThrow(/more than 65536 bytes/)
    const many = Array.from({ length: 101 }, (_, n) => `k${n}=v`).join('\n')
    expect(() => parseLabels(many, 'x')).toThrow(/more than 100 labels/)
  })

  it('leave prototypes alone', () => {
    const found = parseLabels('constructor=x', 'x')
    expect(Object.hasOwn(found, 'constructor')).toBe(true)
    expect(Reflect.get(Object.prototype, 'x')).toBeUndefined()
  })
})

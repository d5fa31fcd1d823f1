import { describe, expect, it } from 'vitest'
import { demoLines, lineOf } from './catalogue.mjs'

describe('lineOf', () => {
  it.each([
    ['go1.22.12', '1.22'],
    ['go1.21rc2', '1.21'],
    ['go1.20', '1.20'],
  ])('%s is of %s', (version, line) => {
    expect(lineOf(version)).toBe(line)
  })

  it.each(['1.22', 'go1', 'gopher1.2', 'go2.1'])('%s is no release of Go 1', (text) => {
    expect(lineOf(text)).toBeUndefined()
  })
})

describe('demoLines', () => {
  it('lists stable lines that have go.env, oldest first, as numbers order them', () => {
    const versions = ['go1.100.0', 'go1.22.1', 'go1.22.0', 'go1.24rc1', 'go1.21.13', 'go1.20.14', 'go1.9']
    expect(demoLines(versions)).toEqual(['1.21', '1.22', '1.100'])
  })

  it('is empty for a catalogue without any', () => {
    expect(demoLines(['go1.4'])).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { versionNote } from './version-note'

// Newer than any line that is known when this runs.
const CATALOGUE = ['go1.94.2', 'go1.93.8', 'go1.93.5', 'go1.92.12', 'go1.91.13'].map((name) => ({
  name,
  stable: true,
}))

describe('versionNote', () => {
  it('says nothing about an empty field', () => {
    expect(versionNote('  ', CATALOGUE)).toEqual({ kind: 'none' })
  })

  it('resolves a language line and says so', () => {
    expect(versionNote(' 1.94 ', CATALOGUE)).toEqual({
      kind: 'ok',
      release: 'go1.94.2',
      note: 'go1.94.2, the newest patch of 1.94',
    })
  })

  it('warns of what is old', () => {
    expect(versionNote('go1.93.5', CATALOGUE)).toMatchObject({
      kind: 'ok',
      note: 'A newer patch exists.',
    })
    expect(versionNote('1.92', CATALOGUE)).toMatchObject({
      kind: 'ok',
      note: 'go1.92.12, the newest patch of 1.92; Go no longer supports it',
    })
  })

  it('does not repeat a release that stands in the field', () => {
    for (const asked of ['go1.94.2', 'go1.93.5', 'go1.91.13', '1.93.5']) {
      const note = versionNote(asked, CATALOGUE)
      expect(note.kind).toBe('ok')
      expect(note).not.toMatchObject({ note: expect.stringContaining(asked) })
      expect(note).not.toMatchObject({ note: '' })
    }
  })

  it('names the nearest when there is no such release', () => {
    expect(versionNote('1.93.9', CATALOGUE)).toEqual({
      kind: 'wrong',
      note: '1.93.9 is not in the catalogue; near: go1.93.8, go1.93.5',
    })
    expect(versionNote('1.92', [])).toMatchObject({ kind: 'wrong', note: expect.stringContaining('sync it') })
  })

  it('says how to write one', () => {
    expect(versionNote('latest', CATALOGUE)).toMatchObject({
      kind: 'wrong',
      note: expect.stringContaining('go1.22.12'),
    })
  })
})

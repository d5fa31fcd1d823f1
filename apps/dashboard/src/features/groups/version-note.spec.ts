import { describe, expect, it } from 'vitest'
import { versionNote } from './version-note'

const CATALOGUE = ['go1.24.2', 'go1.23.8', 'go1.23.5', 'go1.22.12', 'go1.21.13'].map((name) => ({
  name,
  stable: true,
}))

describe('versionNote', () => {
  it('says nothing about an empty field', () => {
    expect(versionNote('  ', CATALOGUE)).toEqual({ kind: 'none' })
  })

  it('resolves a language line and says so', () => {
    expect(versionNote(' 1.24 ', CATALOGUE)).toEqual({
      kind: 'ok',
      release: 'go1.24.2',
      note: 'go1.24.2, the newest patch of 1.24',
    })
  })

  it('warns of what is old', () => {
    expect(versionNote('go1.23.5', CATALOGUE)).toMatchObject({
      kind: 'ok',
      note: 'A newer patch exists.',
    })
    expect(versionNote('1.22', CATALOGUE)).toMatchObject({
      kind: 'ok',
      note: 'go1.22.12, the newest patch of 1.22; Go no longer supports it',
    })
  })

  it('does not repeat a release that stands in the field', () => {
    for (const asked of ['go1.24.2', 'go1.23.5', 'go1.21.13', '1.23.5']) {
      const note = versionNote(asked, CATALOGUE)
      expect(note.kind).toBe('ok')
      expect(note).not.toMatchObject({ note: expect.stringContaining(asked) })
      expect(note).not.toMatchObject({ note: '' })
    }
  })

  it('names the nearest when there is no such release', () => {
    expect(versionNote('1.23.9', CATALOGUE)).toEqual({
      kind: 'wrong',
      note: '1.23.9 is not in the catalogue; near: go1.23.8, go1.23.5',
    })
    expect(versionNote('1.22', [])).toMatchObject({ kind: 'wrong', note: expect.stringContaining('sync it') })
  })

  it('says how to write one', () => {
    expect(versionNote('latest', CATALOGUE)).toMatchObject({
      kind: 'wrong',
      note: expect.stringContaining('go1.22.12'),
    })
  })
})

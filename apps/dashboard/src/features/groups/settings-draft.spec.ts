import { MANAGED_SETTINGS } from '@goherd/model'
import { describe, expect, it } from 'vitest'
import { rowError, toRows, toSettings, unusedNames } from './settings-draft'

describe('the settings editor', () => {
  it('shows settings by name and gives them back', () => {
    const settings = { GOPROXY: 'direct', GOFLAGS: '' }
    expect(toRows(settings).map(({ name }) => name)).toEqual(['GOFLAGS', 'GOPROXY'])
    expect(toSettings(toRows(settings))).toEqual(settings)
  })

  it('offers each managed setting once', () => {
    const rows = [{ name: 'GOPROXY', value: '' }]
    expect(unusedNames(rows)).toEqual(MANAGED_SETTINGS.filter((name) => name !== 'GOPROXY'))
  })

  it('refuses what the server would refuse', () => {
    expect(rowError({ name: 'GOFLAGS', value: '-toolexec=sh' }, {})).toContain('-toolexec')
    expect(rowError({ name: 'GOFLAGS', value: '-trimpath' }, {})).toBeUndefined()
  })

  it('lets a masked value stay, but not be edited around its mask', () => {
    const current = { GOPROXY: 'https://•••@proxy.example' }
    expect(rowError({ name: 'GOPROXY', value: 'https://•••@proxy.example' }, current)).toBeUndefined()
    expect(rowError({ name: 'GOPROXY', value: 'https://•••@other.example' }, current)).toContain('anew')
    expect(rowError({ name: 'GOPROXY', value: 'https://me:secret@other.example' }, current)).toBeUndefined()
  })
})

import { expect, it } from 'vitest'
import { describeSettings, maskedSettings } from './masked-settings.js'

const SETTINGS = { GOPROXY: 'https://ci:secret@a.example,https://b.example', GOFLAGS: '-mod=mod' }

it('hides credentials and nothing else', () => {
  expect(maskedSettings(SETTINGS)).toEqual({
    GOPROXY: 'https://•••@a.example,https://b.example',
    GOFLAGS: '-mod=mod',
  })
})

it('puts them on one line', () => {
  expect(describeSettings(SETTINGS)).toBe('GOPROXY=https://•••@a.example,https://b.example GOFLAGS=-mod=mod')
  expect(describeSettings({})).toBe('')
})

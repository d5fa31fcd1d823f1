import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layoutOf } from './disk/layout.js'
import { readPins, setPinned } from './disk/pins.js'
import { readDuration, readHold, writeHold } from './maintenance-file.js'

const HOLD = {
  reason: 'a demo',
  by: 'ann',
  since: '2026-01-01T00:00:00.000Z',
  until: '2026-01-01T02:00:00.000Z',
}
let root: string
const layout = () => layoutOf(root)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'goherd-hold-'))
  mkdirSync(join(root, 'state'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('a maintenance lock on disk', () => {
  it('comes back as it was written, for its owner only, until it is taken away', async () => {
    expect(readHold(layout())).toBeNull()
    await writeHold(layout(), HOLD)
    expect(readHold(layout())).toEqual(HOLD)
    expect(statSync(join(root, 'state', 'maintenance.json')).mode & 0o777).toBe(0o600)
    await writeHold(layout(), null)
    await writeHold(layout(), null)
    expect(readHold(layout())).toBeNull()
  })

  it.each(['', '{', '{"reason":""}', '[]'])('is not guessed at when it reads %j', (text) => {
    writeFileSync(join(root, 'state', 'maintenance.json'), text)
    expect(() => readHold(layout())).toThrow(expect.objectContaining({ code: 'maintenance_damaged' }))
  })
})

describe('a duration', () => {
  it.each([
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
  ])('%s', (text, ms) => {
    expect(readDuration(text)).toBe(ms)
  })

  it.each(['', '2', 'h', '0m', '-1h', '1.5h', '2h later', '8d', '1w', '6d25h'])('is not %j', (text) => {
    expect(() => readDuration(text)).toThrow(expect.objectContaining({ code: 'bad_duration' }))
  })
})

describe('pins', () => {
  it('are kept newest first, and say whether anything changed', async () => {
    expect(readPins(layout())).toEqual([])
    expect(await setPinned(layout(), 'go1.9', true)).toBe(true)
    expect(await setPinned(layout(), 'go1.22.12', true)).toBe(true)
    expect(await setPinned(layout(), 'go1.9', true)).toBe(false)
    expect(readPins(layout())).toEqual(['go1.22.12', 'go1.9'])
    expect(await setPinned(layout(), 'go1.9', false)).toBe(true)
    expect(await setPinned(layout(), 'go1.9', false)).toBe(false)
    expect(readPins(layout())).toEqual(['go1.22.12'])
  })

  it('that cannot be read are not taken for none', () => {
    writeFileSync(join(root, 'state', 'pins.json'), '{"format":1}')
    expect(() => readPins(layout())).toThrow(expect.objectContaining({ code: 'pins_damaged' }))
  })
})

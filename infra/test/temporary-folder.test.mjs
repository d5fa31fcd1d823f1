import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder.mjs'

let memory = ''
beforeEach(() => {
  memory = mkdtempSync(join(tmpdir(), 'goherd-memory-'))
})
afterEach(() => rmSync(memory, { recursive: true, force: true }))

const GIB = 2 ** 30

it.each([
  ['enough', 64 * GIB, true],
  ['too little', 2 * GIB, false],
  ['nobody knows how much', 0, false],
])('with %s memory', (_, free, isThere) => {
  const made = temporaryFolder({ memory, free: () => free })
  expect(dirname(made.folder) === memory).toBe(isThere)
  expect(statSync(made.folder).mode & 0o7777).toBe(0o1777)
  made.remove()
  expect(existsSync(made.folder)).toBe(false)
})

it('without a file system in memory', () => {
  const made = temporaryFolder({ memory: join(memory, 'none'), free: () => 64 * GIB })
  expect(dirname(made.folder)).toBe(tmpdir())
  made.remove()
})

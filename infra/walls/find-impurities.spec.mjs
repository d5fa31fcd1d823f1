import { describe, expect, it } from 'vitest'
import { findImpurities } from './find-impurities.mjs'

describe('findImpurities', () => {
  it.each([
    ['Date.now', 'const t = Date.now()'],
    ['new Date()', 'const t = new Date()'],
    ['new Date()', 'const t = new Date'],
    ['Date()', 'const t = Date()'],
    ['Math.random', 'const n = Math.random()'],
    ['performance', 'const t = performance.now()'],
    ['setTimeout', 'setTimeout(() => {}, 1)'],
    ['setInterval', 'const start = setInterval'],
    ['process', 'const home = process.env.HOME'],
    ['crypto', 'const id = crypto.randomUUID()'],
    ['fetch', 'export const get = (url: string) => fetch(url)'],
    ['console', 'console.log(1)'],
    ['globalThis', 'const g = globalThis'],
    ['async', 'export async function f() {}'],
    ['async', 'export const f = async () => {}'],
    ['await', 'const x = await y'],
    ['Promise', 'export type P = Promise<void>'],
    ['Promise', 'export const p = Promise.resolve(1)'],
    ['import()', "const m = import('./other.js')"],
    ['import of node:fs', "import { readFileSync } from 'node:fs'"],
    ['import of node:crypto', "export { createHash } from 'node:crypto'"],
  ])('refuses %s', (what, text) => {
    expect(findImpurities(text).map((impurity) => impurity.what)).toContain(what)
  })

  it('says where, and why', () => {
    const [first] = findImpurities('const a = 1\n\nconst b = Math.random()\n')
    expect(first).toMatchObject({ line: 3, what: 'Math.random', why: expect.stringContaining('input') })
  })

  it.each([
    'export const at = (ms: number) => new Date(ms).toISOString()',
    'export const n = Math.max(1, 2)',
    'export interface Facts { readonly process: string; performance: number }',
    'export const facts = { process: "x", fetch: 1 }',
    'export const pid = (facts: { process: number }) => facts.process',
    'export function count(process: readonly string[]) { return process.length }',
    "import { canRun } from './can.js'",
    '// Date.now() is not called here\nexport const text = "Math.random()"',
  ])('takes %s', (text) => {
    expect(findImpurities(text)).toEqual([])
  })
})

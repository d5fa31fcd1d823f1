#!/usr/bin/env node
// `npm run bench [name…]`: measures the product against floors in the same run, since absolute times move from machine to machine.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { goFolderForTests } from '../go/source.mjs'
import { describeProblem } from '../say/problem.mjs'
import { Progress } from '../say/progress.mjs'
import { build } from '../setup/build.mjs'
import { install } from '../setup/install.mjs'
import { root } from '../setup/root.mjs'
import { asTable } from './table.mjs'

/**
 * One measured figure. `floor`: what the same takes without the product, measured in the same run; `ratio`: value ÷ floor.
 * @typedef {{ what: string, value: number | string, unit?: string, floor?: number, floorIs?: string, ratio?: number, goal?: string }} Figure
 *
 * What a benchmark is given. `goFolder`: real Go releases with dl.json.
 * @typedef {{ root: string, goFolder: string, note: (text: string) => void, signal: AbortSignal }} BenchContext
 */

const here = dirname(fileURLToPath(import.meta.url))
const NOT_BENCHES = new Set(['bench.mjs', 'table.mjs'])
const progress = new Progress()
const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => stop.abort())
process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  console.error(describeProblem(error))
  return stop.signal.aborted ? 130 : 1
})

/** @param {string[]} asked names; none: all @returns {Promise<number>} the exit code */
async function main(asked) {
  const names = benchNames()
  const unknown = asked.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    console.error(`there is no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}`)
    return 2
  }
  const context = await setUp()
  const outcomes = []
  for (const name of asked.length > 0 ? asked : names) outcomes.push(await runOne(name, context))
  const file = keep(outcomes)
  for (const { name, figures } of outcomes) console.log(`\n${name}\n${asTable(figures)}`)
  console.log(`\nkept in ${file}`)
  return outcomes.some((outcome) => outcome.error) ? 1 : 0
}

/** A module with more than one file has its other parts in a folder. */
function benchNames() {
  const files = readdirSync(here).filter((name) => /^[a-z-]+\.mjs$/.test(name) && !NOT_BENCHES.has(name))
  return files.map((name) => name.replace('.mjs', '')).sort()
}

async function setUp() {
  const { signal } = stop
  await progress.step('installing dependencies', (note) => install({ root, signal, note }))
  await progress.step('building', (note) => build({ root, signal, note }))
  const goFolder = await progress.step('getting Go releases', (note) => goFolderForTests({ signal, note }))
  return { root, goFolder, signal }
}

/**
 * @param {string} name
 * @param {Omit<BenchContext, 'note'>} context
 * @returns {Promise<{ name: string, figures: Figure[], error?: string }>}
 */
async function runOne(name, context) {
  try {
    const { run } = await import(new URL(`./${name}.mjs`, import.meta.url).href)
    return { name, figures: await progress.step(`measuring ${name}`, (note) => run({ ...context, note })) }
  } catch (error) {
    if (stop.signal.aborted) throw error
    console.error(describeProblem(error))
    return { name, figures: [], error: describeProblem(error) }
  }
}

/** @param {object[]} benchmarks @returns {string} the file */
function keep(benchmarks) {
  const folder = join(root, '.cache/bench')
  mkdirSync(folder, { recursive: true })
  const at = new Date().toISOString()
  const file = join(folder, `${at.replaceAll(':', '-')}.json`)
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memory: totalmem(), node: process.version }
  writeFileSync(file, `${JSON.stringify({ at, machine, benchmarks }, null, 2)}\n`)
  return file
}

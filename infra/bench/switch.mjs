import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../say/problem.mjs'

const SWITCHES = 2000
const RELEASES = ['go1.21.13', 'go1.22.12']

/**
 * Switching from one installed release to another: the agent's own time against a bare symlink + rename, with and without the
 * fsync of the folder that makes it survive a power loss. They take turns, one switch each.
 * @param {import('./bench.mjs').BenchContext} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root, note }) {
  const disk = join(root, 'apps/agent/dist/disk.mjs')
  if (!existsSync(disk))
    throw new Problem('not_built', `${disk} is not there`, { hint: 'Run: npm run build' })
  const { activate, layoutOf, prepareRoot } = await import(disk)
  const work = mkdtempSync(join(tmpdir(), 'goherd-bench-switch-'))
  try {
    const layout = layoutOf(join(work, 'root'))
    await prepareRoot(layout)
    for (const release of RELEASES) placeRelease(layout, release)
    note(`${SWITCHES} switches of each kind`)
    /** @type {{ agent: number[], durable: number[], bare: number[] }} */
    const took = { agent: [], durable: [], bare: [] }
    for (let i = 0; i < SWITCHES; i++) {
      const release = RELEASES[i % 2] ?? ''
      took.agent.push(await microseconds(() => activate(layout, release)))
      took.durable.push(await microseconds(() => bareSwitch(work, release, true)))
      took.bare.push(await microseconds(() => bareSwitch(work, release, false)))
    }
    return figures(took)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What a switch asks of a release: a manifest and a go. @param {{ releases: string }} layout @param {string} release */
function placeRelease({ releases }, release) {
  mkdirSync(join(releases, release, 'bin'), { recursive: true })
  writeFileSync(join(releases, release, 'bin', 'go'), '')
  writeFileSync(join(releases, `${release}.manifest`), '')
}

/** @param {string} folder @param {string} release @param {boolean} durable */
function bareSwitch(folder, release, durable) {
  symlinkSync(`releases/${release}`, join(folder, 'next'))
  renameSync(join(folder, 'next'), join(folder, 'bare'))
  if (!durable) return
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}

/** @param {() => unknown} work */
async function microseconds(work) {
  const began = performance.now()
  await work()
  return (performance.now() - began) * 1000
}

/** @param {{ agent: number[], durable: number[], bare: number[] }} took @returns {import('./bench.mjs').Figure[]} */
function figures({ agent, durable, bare }) {
  const value = middle(agent)
  const against = (/** @type {number} */ floor, /** @type {string} */ floorIs) => ({
    value: Math.round(value),
    unit: 'µs',
    floor: Math.round(floor),
    floorIs,
    ratio: value / floor,
  })
  return [
    {
      what: 'switch, median',
      ...against(middle(durable), 'symlink, rename, fsync of the folder'),
      goal: '≤ 2, < 5 ms',
    },
    { what: 'switch, median', ...against(middle(bare), 'symlink, rename; lost at a power cut') },
    { what: 'switch, 99th of 100', value: Math.round(at(agent, 0.99)), unit: 'µs', goal: '< 5,000' },
  ]
}

/** @param {number[]} values */
function middle(values) {
  return at(values, 0.5)
}

/** @param {number[]} values @param {number} share */
function at(values, share) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}

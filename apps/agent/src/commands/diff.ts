import { rollbackSnapshot } from '@goherd/agent-core'
import { type GoSettings, type ObservedState, observedRelease } from '@goherd/model'
import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { readSnapshot, readSnapshotTrees } from '../disk/snapshot.js'
import { observeRoot } from '../observe-root.js'
import { sayData, table } from '../say.js'
import { shownSettings } from './shown-settings.js'

/** What two states are compared by. */
export interface Side {
  readonly name: string
  readonly release: string | null
  readonly treeDigest: string | null
  readonly settings: GoSettings
  /** Every release that was there, with its tree digest. */
  readonly trees: Readonly<Record<string, string>>
}

/** One thing that differs. `null`: not there. */
export interface Difference {
  readonly what: string
  readonly a: string | null
  readonly b: string | null
}

/** `diff [A] [B]`: two snapshots, or one against now. Exit code 3 when they differ. */
export function addDiff(program: Command): void {
  command(program, 'diff [a] [b]', 'what differs between two snapshots, or between one and now').action(
    (a: string | undefined, b: string | undefined, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => diffCommand(layout, [a, b], json)),
  )
}

async function diffCommand(
  layout: Layout,
  [a, b]: readonly (string | undefined)[],
  json: boolean,
): Promise<void> {
  const observed = await observeRoot(layout)
  const first = a ?? rollbackSnapshot(observed)?.id ?? observed.snapshots[0]?.id
  if (first === undefined) throw nothingToCompare()
  const left = sideOf(layout, first)
  const right = b === undefined ? sideOfNow(observed) : sideOf(layout, b)
  const differences = compareSides(left, right)
  if (differences.length > 0) process.exitCode = 3
  const text =
    differences.length === 0
      ? `${left.name} and ${right.name} are the same`
      : table(
          ['', left.name, right.name],
          differences.map((d) => [d.what, shortened(d.a), shortened(d.b)]),
        )
  sayData(json, { a: left.name, b: right.name, differences }, text)
}

function sideOf(layout: Layout, id: string): Side {
  const { release, treeDigest, settings } = readSnapshot(layout, id)
  return { name: id, release, treeDigest, settings, trees: readSnapshotTrees(layout, id) }
}

function sideOfNow(observed: ObservedState): Side {
  const release = observedRelease(observed)
  const trees = Object.fromEntries(observed.installed.map((r) => [r.release, r.treeDigest]))
  return {
    name: 'now',
    release,
    treeDigest: trees[release ?? ''] ?? null,
    settings: observed.settings,
    trees,
  }
}

/** What differs, in the order in which it matters; credentials masked. Pure. */
export function compareSides(a: Side, b: Side): Difference[] {
  const whole: Difference[] = [
    { what: 'release', a: a.release, b: b.release },
    { what: 'tree', a: a.treeDigest, b: b.treeDigest },
  ]
  const settings = differing('', shownSettings(a.settings, false), shownSettings(b.settings, false))
  const masked = settings.length === 0 && differing('', a.settings, b.settings).length > 0
  return [
    ...whole.filter((d) => d.a !== d.b),
    ...settings,
    ...(masked ? [{ what: 'settings', a: 'differ where they are masked', b: null }] : []),
    ...differing('installed ', a.trees, b.trees),
  ]
}

function differing(
  prefix: string,
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): Difference[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
  return names
    .map((name) => ({ what: `${prefix}${name}`, a: a[name] ?? null, b: b[name] ?? null }))
    .filter((d) => d.a !== d.b)
}

/** A digest is told apart by its first digits. */
function shortened(value: string | null): string {
  if (value === null) return '-'
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value
}

function nothingToCompare(): AgentError {
  return new AgentError({
    code: 'no_such_snapshot',
    message: 'there is no snapshot to compare with',
    hint: 'Take one: goherd-agent snapshot.',
  })
}

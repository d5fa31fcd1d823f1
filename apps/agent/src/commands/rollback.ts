import { createInterface } from 'node:readline/promises'
import { type Fetch, findSnapshot, hasTreeOf } from '@goherd/agent-core'
import type { SnapshotSummary } from '@goherd/model'
import type { Command } from 'commander'
import { changeHere } from '../change-here.js'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { type Layout, treeOf } from '../disk/layout.js'
import { platformOf } from '../facts.js'
import { interruptible } from '../interrupt.js'
import { observeRoot } from '../observe-root.js'
import { type Display, displayFor } from '../progress/index.js'
import { sayResult } from '../say.js'
import { chooseSource, openSource } from '../sources/index.js'

interface RollbackFlags extends CommonFlags {
  readonly yes?: boolean
  readonly source?: string
}

/** `rollback [SNAPSHOT]`: takes this host to a snapshot, or to the newest that differs from now. No server is needed. */
export function addRollback(program: Command): void {
  command(program, 'rollback [snapshot]', 'go back to a snapshot, by default the newest that differs')
    .option('--yes', 'fetch the release without asking when its tree is gone')
    .option('--source <place>', 'where to fetch it: an address, a folder, or goproxy:ADDRESS')
    .action((snapshot: string | undefined, flags: RollbackFlags) =>
      carryOut(flags, (layout, json) =>
        interruptible((signal) => rollbackCommand({ layout, asked: snapshot ?? null, flags, json, signal })),
      ),
    )
}

interface Rollback {
  readonly layout: Layout
  readonly asked: string | null
  readonly flags: RollbackFlags
  readonly json: boolean
  readonly signal: AbortSignal
}

async function rollbackCommand(o: Rollback): Promise<void> {
  const observed = await observeRoot(o.layout)
  const found = findSnapshot(o.asked, observed)
  if (!found.ok) throw new AgentError(found.error)
  const { snapshot, release } = found
  const { changed } = hasTreeOf(snapshot, observed)
    ? await changeHere(o.layout, { kind: 'rollback', snapshot: snapshot.id, fetch: null }, o)
    : await fetchAndGoBack(o, snapshot, release)
  const result = { release, changed, snapshot: snapshot.id, path: treeOf(o.layout, release) }
  const settings = Object.keys(snapshot.settings).length === 0 ? '' : ' with its settings'
  sayResult(
    o.json,
    result,
    changed
      ? `back on ${release}${settings}, as snapshot ${snapshot.id} has it`
      : `${release} with these settings was active already`,
  )
}

/** The tree is gone: it is fetched on the way, and refused when it is another one than the snapshot had. */
async function fetchAndGoBack(o: Rollback, snapshot: SnapshotSummary, release: string) {
  const source = openSource(chooseSource(o.flags.source), platformOf())
  if (
    o.flags.yes !== true &&
    !(await agrees(`${release} is not on this host any more. Fetch it from ${source.name}?`, o))
  )
    throw treeGone(snapshot, release)
  const display = displayFor({
    json: o.json,
    screen: process.stderr,
    out: process.stdout,
    now: () => performance.now(),
  })
  try {
    const { fetch, done } = await source.find(release, {
      cache: o.layout.cache,
      signal: o.signal,
      onProgress: (at, total) => display.phase({ kind: 'downloading', release, done: at, total }),
    })
    const changed = await goBack(o, snapshot, fetch, display)
    await done()
    return changed
  } finally {
    display.end()
  }
}

function goBack(o: Rollback, snapshot: SnapshotSummary, fetch: Fetch, display: Display) {
  const onPhase = display.phase.bind(display)
  return changeHere(
    o.layout,
    { kind: 'rollback', snapshot: snapshot.id, fetch },
    { onPhase, signal: o.signal },
  )
}

/** Only a person at a terminal can be asked. */
async function agrees(question: string, { json, signal }: Rollback): Promise<boolean> {
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) return false
  const asked = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await asked.question(`${question} [y/N] `, { signal })).trim())
  } finally {
    asked.close()
  }
}

function treeGone({ id, treeDigest }: SnapshotSummary, release: string): AgentError {
  return new AgentError({
    code: 'tree_gone',
    message: `${release} (tree ${treeDigest ?? 'unknown'}), which snapshot ${id} had active, is not on this host any more`,
    hint: 'Let it be fetched: say --yes, and --source where it is not the usual place.',
  })
}

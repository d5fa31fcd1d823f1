import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Work, WorkResult } from '@goherd/agent-core'
import { type EffectiveGo, type ObservedState, observedRelease } from '@goherd/model'
import type { ArchiveRef } from '@goherd/protocol'
import { activate, deactivate, pointCurrentAt } from './disk/activate.js'
import { AgentError } from './disk/agent-error.js'
import type { ArchiveSource } from './disk/archive-source.js'
import { installRelease } from './disk/install-release.js'
import { listInstalled } from './disk/installed.js'
import { type Layout, treeOf } from './disk/layout.js'
import { observe, verifyBytes } from './disk/observe.js'
import { probe } from './disk/probe.js'
import { usersOf } from './disk/processes.js'
import { removeRelease } from './disk/remove-release.js'
import { writeSettings } from './disk/settings.js'
import { takeSnapshot } from './disk/snapshot.js'
import { sourceFrom } from './disk/source-of.js'

export interface PerformOptions {
  readonly layout: Layout
  /** Where an archive comes from; undefined when this host has no server. */
  sourceOf(archive: ArchiveRef): ArchiveSource | undefined
  /** Milliseconds since 1970. */
  now(): number
  /** What builds would really run, as far as it is known now; left out where nobody asks. */
  effective?(): EffectiveGo | undefined
}

export interface Watch {
  onProgress(stage: 'downloading' | 'unpacking', done: number, total: number): void
  readonly signal: AbortSignal
}

/** Does one piece of work with the disk's verbs. Throws AgentError; after an abort its code is `aborted`. */
export async function perform(work: Work, options: PerformOptions, watch: Watch): Promise<WorkResult> {
  const { layout } = options
  switch (work.kind) {
    case 'observe':
      return { kind: 'observe', observed: withEffective(await look(work, options), options) }
    case 'verify-bytes': {
      const bytes = await verifyBytes(layout, work.release, iso(options))
      return { kind: 'verify-bytes', release: work.release, bytes }
    }
    case 'install':
      return { kind: 'install', steps: await install(work, options, watch) }
    case 'write-settings':
      await writeSettings(layout, work.release, work.settings)
      return { kind: 'write-settings' }
    case 'snapshot': {
      const id = `${iso(options).replace(/[-:]|\..*/g, '')}-${randomBytes(3).toString('hex')}`
      const { manual } = work
      await takeSnapshot(layout, { reason: work.reason.slice(0, 500), now: iso(options), id, manual })
      return { kind: 'snapshot', id }
    }
    case 'activate':
      await activate(layout, work.release)
      return { kind: 'activate' }
    case 'probe':
      return { kind: 'probe', goVersion: (await probe(layout, work.release, watch.signal)).goVersion }
    case 'activate-back':
      await goBack(work, layout)
      return { kind: 'activate-back' }
    case 'count-builds':
      return { kind: 'count-builds', builds: usersOf(treeOf(layout, work.release)).length }
    case 'uninstall':
      return { kind: 'uninstall', freed: await removeRelease(layout, work.release) }
    case 'remove':
      return { kind: 'remove', removed: await removeAllBut(work.keep, layout) }
  }
}

type WorkOf<K extends Work['kind']> = Extract<Work, { kind: K }>

function iso({ now }: PerformOptions): string {
  return new Date(now()).toISOString()
}

/** What earlier checks said counts only for the tree they were made of. */
async function look({ checked }: WorkOf<'observe'>, options: PerformOptions) {
  const now = iso(options)
  const known = { lastBytes: checked?.bytes ?? UNCHECKED, lastGoVersion: checked?.goVersion ?? null, now }
  const observed = await observe(options.layout, known)
  if (checked === null || observedRelease(observed) === checked.release) return observed
  return observe(options.layout, { lastBytes: UNCHECKED, lastGoVersion: null, now })
}

function withEffective(observed: ObservedState, { effective }: PerformOptions): ObservedState {
  const found = effective?.()
  return found === undefined ? observed : { ...observed, effective: found }
}

const UNCHECKED = { kind: 'unchecked' } as const

type InstallSteps = Extract<WorkResult, { kind: 'install' }>['steps']

async function install(
  work: WorkOf<'install'>,
  options: PerformOptions,
  watch: Watch,
): Promise<InstallSteps> {
  const source = work.from === null ? options.sourceOf(work.archive) : sourceFrom(work.from)
  if (source === undefined) {
    throw new AgentError({
      code: 'no_server',
      message: `${work.release} would have to be fetched, and this host is not enrolled with a server`,
      hint: 'Say where it is: goherd-agent install --source URL|DIR. Or enroll this host with a server.',
    })
  }
  const steps: { kind: 'download' | 'hash' | 'unpack'; durationMs: number }[] = []
  const startedAt = performance.now()
  await installRelease({
    layout: options.layout,
    release: work.release,
    archive: work.archive,
    settings: work.settings,
    source,
    signal: watch.signal,
    onProgress: ({ kind, done, total }) =>
      watch.onProgress(kind === 'download' ? 'downloading' : 'unpacking', done, total),
    onStage: ({ kind, durationMs }) => steps.push({ kind, durationMs }),
  })
  // A tree that was found intact after all went through no stage.
  return steps.length > 0 ? steps : [{ kind: 'hash', durationMs: performance.now() - startedAt }]
}

async function goBack(work: WorkOf<'activate-back'>, layout: Layout): Promise<void> {
  const { scope, release, elsewhere, settings } = work
  if (release === null && elsewhere !== null) pointCurrentAt(layout, elsewhere)
  else if (release === null) await deactivate(layout)
  else if (scope === 'link') await activate(layout, release)
  else await writeSettings(layout, release, settings)
}

/** Why a release that is not needed stays all the same. */
const STAYS = new Set(['release_current', 'release_pinned', 'release_in_use'])

/** A release that must stay for a reason of its own (in use, say) stays without a fuss; it is tried again after the next change. */
async function removeAllBut(keep: readonly string[], layout: Layout): Promise<string[]> {
  const removed: string[] = []
  for (const { release } of listInstalled(layout)) {
    if (keep.includes(release)) continue
    try {
      await removeRelease(layout, release)
      removed.push(release)
    } catch (cause) {
      if (!STAYS.has(AgentError.from(cause).code)) throw cause
    }
  }
  return removed
}

import { createHash } from 'node:crypto'
import { type KeptSnapshot, surplusSnapshots, type Work, type WorkResult } from '@goherd/agent-core'
import {
  canonicalProof,
  type EffectiveGo,
  type GoSettings,
  type ObservedLink,
  type ObservedState,
  type SnapshotSummary,
} from '@goherd/model'
import type { ArchiveRef, Failure } from '@goherd/protocol'

const TREE_SIZE = 240_000_000

interface Tree {
  readonly treeDigest: string
  readonly settings: GoSettings
  /** Somebody changed bytes of it. */
  readonly damaged: boolean
}

/** The tree digest a simulated installation comes to: the signed one, else one made from the archive's own digest. */
export function simulatedTreeDigest(archive: ArchiveRef): string {
  return archive.treeDigest ?? createHash('sha256').update(archive.sha256).digest('hex')
}

/** An agent's disk in memory. Every verb is instant and whole, like the renames it stands for. */
export class SimulatedDisk {
  readonly #trees = new Map<string, Tree>()
  #link: ObservedLink = { kind: 'missing' }
  #snapshots: readonly (SnapshotSummary & KeptSnapshot)[] = []
  readonly #pinned = new Set<string>()
  #nextSnapshot = 1
  /** Releases whose go does not work. */
  readonly broken = new Set<string>()
  /** How many builds run from the active tree. */
  builds = 0
  /** What builds would really run; undefined while nobody has looked. */
  effective: EffectiveGo | undefined
  /** Why no release can be installed: the disk is full, or what arrives has another digest. */
  refusal: Failure | undefined

  /** Somebody moves the link behind the agent's back. */
  moveLink(link: ObservedLink): void {
    this.#link = link
  }

  /** Somebody edits the go.env of a tree. */
  editSettings(release: string, settings: GoSettings): void {
    const tree = this.#trees.get(release)
    if (tree !== undefined) this.#trees.set(release, { ...tree, settings })
  }

  /** Somebody changes a byte of a tree. */
  damage(release: string): void {
    const tree = this.#trees.get(release)
    if (tree !== undefined) this.#trees.set(release, { ...tree, damaged: true })
  }

  /** Somebody on the machine keeps a release. */
  pin(release: string): void {
    this.#pinned.add(release)
  }

  /** Somebody deletes a tree. */
  deleteTree(release: string): void {
    this.#trees.delete(release)
  }

  /** The release that builds would find; null when there is none. */
  get activeRelease(): string | null {
    const link = this.#observedLink()
    return link.kind === 'managed' ? link.release : null
  }

  /** The settings of the active tree. */
  get settings(): GoSettings {
    return this.#trees.get(this.activeRelease ?? '')?.settings ?? {}
  }

  /** The releases that are there, oldest installation first. */
  get installed(): readonly string[] {
    return [...this.#trees.keys()]
  }

  /** Performs one piece of work at this moment (milliseconds since 1970). Answers its result, or why it failed. */
  perform(work: Work, at: number): WorkResult | Failure {
    switch (work.kind) {
      case 'observe':
        return { kind: 'observe', observed: this.#observe(work.checked) }
      case 'verify-bytes':
        return this.#verify(work.release, at)
      case 'install': {
        if (this.refusal !== undefined) return this.refusal
        const treeDigest = simulatedTreeDigest(work.archive)
        this.#trees.set(work.release, { treeDigest, settings: work.settings, damaged: false })
        return {
          kind: 'install',
          steps: [
            { kind: 'download', durationMs: 0 },
            { kind: 'unpack', durationMs: 0 },
          ],
        }
      }
      case 'write-settings':
        return this.#write(work.release, work.settings) ?? { kind: 'write-settings' }
      case 'snapshot':
        return { kind: 'snapshot', id: this.#snapshot(work, at) }
      case 'activate':
        return this.#activate(work.release) ?? { kind: 'activate' }
      case 'probe':
        if (!this.#trees.has(work.release)) return gone(work.release)
        if (this.broken.has(work.release)) {
          const hint = 'The host goes back to the Go it had.'
          return { code: 'probe_failed', message: `${work.release} does not work`, hint }
        }
        return { kind: 'probe', goVersion: work.release }
      case 'activate-back':
        return this.#back(work) ?? { kind: 'activate-back' }
      case 'count-builds':
        return { kind: 'count-builds', builds: work.release === this.activeRelease ? this.builds : 0 }
      case 'uninstall':
        return this.#uninstall(work.release)
      case 'remove': {
        const active = this.activeRelease
        const removed = this.installed.filter(
          (r) => r !== active && !work.keep.includes(r) && !this.#pinned.has(r),
        )
        for (const release of removed) this.#trees.delete(release)
        return { kind: 'remove', removed }
      }
    }
  }

  #observedLink(): ObservedLink {
    const link = this.#link
    if (link.kind !== 'managed' || this.#trees.has(link.release)) return link
    return { kind: 'dangling', target: `releases/${link.release}` }
  }

  #observe(checked: Extract<Work, { kind: 'observe' }>['checked']): ObservedState {
    const link = this.#observedLink()
    const release = link.kind === 'managed' ? link.release : null
    const tree = release === null ? undefined : this.#trees.get(release)
    const known = checked?.release === release ? checked : null
    const proof =
      release === null || tree === undefined || known?.bytes.kind === 'changed'
        ? null
        : sha256(canonicalProof({ release, treeDigest: tree.treeDigest, settings: tree.settings }))
    return {
      link,
      settings: tree?.settings ?? {},
      goVersion: known?.goVersion ?? null,
      bytes: known?.bytes ?? { kind: 'unchecked' },
      proof,
      installed: [...this.#trees].map(([name, { treeDigest }]) => ({
        release: name,
        treeDigest,
        size: TREE_SIZE,
        ...(this.#pinned.has(name) ? { pinned: true } : {}),
      })),
      snapshots: this.#snapshots.map(({ manual: _, ...summary }) => summary),
      ...(this.effective === undefined ? {} : { effective: asksItsTree(this.effective, release) }),
    }
  }

  #verify(release: string, at: number): WorkResult | Failure {
    const tree = this.#trees.get(release)
    if (tree === undefined) return gone(release)
    const checkedAt = new Date(at).toISOString()
    return tree.damaged
      ? { kind: 'verify-bytes', release, bytes: { kind: 'changed', checkedAt, count: 1, sample: ['bin/go'] } }
      : { kind: 'verify-bytes', release, bytes: { kind: 'intact', checkedAt } }
  }

  #write(release: string, settings: GoSettings): Failure | undefined {
    const tree = this.#trees.get(release)
    if (tree === undefined) return gone(release)
    this.#trees.set(release, { ...tree, settings })
    return undefined
  }

  #activate(release: string): Failure | undefined {
    if (!this.#trees.has(release)) return gone(release)
    this.#link = { kind: 'managed', release }
    return undefined
  }

  #back(work: Extract<Work, { kind: 'activate-back' }>): Failure | undefined {
    if (work.release === null) {
      this.#link = work.elsewhere === null ? { kind: 'missing' } : { kind: 'foreign', target: work.elsewhere }
      return undefined
    }
    return work.scope === 'link' ? this.#activate(work.release) : this.#write(work.release, work.settings)
  }

  #uninstall(release: string): WorkResult | Failure {
    const users = release === this.activeRelease || this.#pinned.has(release)
    if (users) return { code: 'release_in_use', message: `${release} is needed`, hint: 'Leave it.' }
    return this.#trees.delete(release) ? { kind: 'uninstall', freed: TREE_SIZE } : gone(release)
  }

  #snapshot({ reason, manual }: Extract<Work, { kind: 'snapshot' }>, at: number): string {
    const id = `s${this.#nextSnapshot++}`
    const release = this.activeRelease
    const tree = this.#trees.get(release ?? '')
    const snapshot = {
      id,
      parent: this.#snapshots[0]?.id ?? null,
      release,
      treeDigest: tree?.treeDigest ?? null,
      settings: tree?.settings ?? {},
      reason,
      takenAt: new Date(at).toISOString(),
      manual,
    }
    const all = [snapshot, ...this.#snapshots]
    const surplus = new Set(surplusSnapshots(all))
    this.#snapshots = all.filter((kept) => !surplus.has(kept.id))
    return id
  }
}

function gone(release: string): Failure {
  return { code: 'release_incomplete', message: `${release} is not there`, hint: `Install ${release} first.` }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A survey asks the managed program itself for its release: that of the active tree. */
function asksItsTree(effective: EffectiveGo, release: string | null): EffectiveGo {
  const contexts = effective.contexts.map((found) =>
    found.go?.origin === 'managed' ? { ...found, go: { ...found.go, release } } : found,
  )
  return { ...effective, contexts }
}

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { canonicalProof, type GoSettings, type ObservedBytes, type ObservedState } from '@goherd/model'
import { AgentError } from './agent-error.js'
import { listInstalled, type ManifestDigest, manifestDigest } from './installed.js'
import { type Layout, treeOf } from './layout.js'
import { look } from './look.js'
import { observeLink } from './observe-link.js'
import { settingsIn } from './settings.js'
import { listSnapshots } from './snapshot.js'
import { describeChanged } from './verify-bytes.js'

export { verifyBytes } from './verify-bytes.js'

const MAX_INSTALLED = 50
/** What a report has room for of a go.env that somebody filled. */
const MAX_SETTINGS = 40
const MAX_VALUE = 512

/** What earlier checks said, passed through while nothing cheaper contradicts it. */
export interface Known {
  readonly lastBytes: ObservedBytes
  readonly lastGoVersion: string | null
  /** ISO 8601, UTC. */
  readonly now: string
}

/**
 * What is on this host's disk now, cheaply: some dozens of lstat calls and one small read, so that it can be done with every
 * heartbeat. It notices a moved link, an edited go.env and a tree that is gone or lost its programs; verifyBytes reads the rest.
 */
export async function observe(layout: Layout, known: Known): Promise<ObservedState> {
  try {
    const link = observeLink(layout)
    const digest = link.kind === 'managed' ? manifestDigest(layout, link.release) : undefined
    const installed = listInstalled(layout).slice(0, MAX_INSTALLED)
    const snapshots = listSnapshots(layout).snapshots.map(({ manual: _, ...summary }) => summary)
    if (link.kind !== 'managed' || !digest) {
      return {
        link,
        settings: {},
        goVersion: null,
        bytes: { kind: 'unchecked' },
        proof: null,
        installed,
        snapshots,
      }
    }
    const settings = settingsIn(treeOf(layout, link.release), digest.goEnv)
    const bytes = observeBytes(treeOf(layout, link.release), digest, known)
    return {
      link,
      settings: clipSettings(settings),
      goVersion: known.lastGoVersion,
      bytes,
      proof: bytes.kind === 'changed' ? null : proofOf(link.release, digest.treeDigest, settings),
      installed,
      snapshots,
    }
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** The markers are looked at only: existence and size. What differs outweighs an older check that found the tree intact. */
function observeBytes(tree: string, { markers }: ManifestDigest, known: Known): ObservedBytes {
  if (known.lastBytes.kind === 'changed') return known.lastBytes
  const changed = markers.filter(({ path, size }) => {
    const found = look(join(tree, path))
    return !found?.isFile() || found.size !== size
  })
  return changed.length === 0
    ? known.lastBytes
    : describeChanged(
        changed.map((marker) => marker.path),
        known.now,
      )
}

function proofOf(release: string, treeDigest: string, settings: GoSettings): string {
  return createHash('sha256').update(canonicalProof({ release, treeDigest, settings })).digest('hex')
}

function clipSettings(settings: GoSettings): GoSettings {
  const fields = Object.entries(settings).filter(([name]) => name.length <= 64)
  const isOrdinary = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0) <= 16_384
  if (isOrdinary) return Object.fromEntries(fields.filter(([, value]) => value.length <= 4096))
  return Object.fromEntries(
    fields.slice(0, MAX_SETTINGS).map(([name, value]) => [name, value.slice(0, MAX_VALUE)]),
  )
}

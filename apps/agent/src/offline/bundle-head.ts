import {
  archiveRef,
  platform,
  releaseName,
  settings,
  sha256,
  snapshotSummary,
  timestamp,
} from '@goherd/protocol'
import { z } from 'zod'

/*
 * A bundle takes a release to a machine without a network: a plain tar, so that anybody can look into it, with three files in this
 * order below `goherd-bundle/`: bundle.json, the tree's manifest, and the archive in the official layout.
 */

/** The folder that everything in a bundle lies in. */
export const BUNDLE_TOP = 'goherd-bundle'
export const HEAD_FILE = 'bundle.json'
export const MANIFEST_FILE = 'manifest'

/** What a head and a manifest may have at most, in bytes. */
export const MAX_HEAD = 262_144
export const MAX_MANIFEST = 32_000_000

/** What a bundle says of itself. The digests let a person compare; they vouch for nothing by themselves. */
export const bundleHead = z.object({
  format: z.literal(1),
  release: releaseName,
  platform,
  /** Its treeDigest is the SHA-256 of the manifest. */
  archive: archiveRef.extend({ treeDigest: sha256 }),
  settings: settings.nullable(),
  snapshot: snapshotSummary.nullable(),
  madeAt: timestamp,
  madeBy: z.string().max(64),
})
export type BundleHead = z.infer<typeof bundleHead>

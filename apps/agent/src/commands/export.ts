import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Manifest, parseManifest } from '@goherd/go-archive'
import { AgentError } from '../disk/agent-error.js'
import { manifestDigest, readManifest } from '../disk/installed.js'
import { type Layout, manifestOf, treeOf } from '../disk/layout.js'
import { readSettings } from '../disk/settings.js'
import { listSnapshots } from '../disk/snapshot.js'
import { changedFiles } from '../disk/verify-bytes.js'
import { platformOf } from '../facts.js'
import { type BundleHead, type Packed, packTree, writeBundle } from '../offline/index.js'
import { displayFor } from '../progress/index.js'
import { sayResult } from '../say.js'
import { goPlatform, hashOfTree } from '../sources/index.js'
import { AGENT_VERSION } from '../version.js'

export interface ExportFlags {
  readonly output?: string
  readonly withSettings?: boolean
}

interface Export {
  readonly layout: Layout
  readonly release: string
  readonly flags: ExportFlags
  readonly json: boolean
  readonly signal: AbortSignal
}

/** `export RELEASE`: reads every byte of a release, packs it as the official archives are, and writes it into one file. */
export async function exportCommand(o: Export): Promise<void> {
  const { layout, json, signal } = o
  const release = `go${o.release.replace(/^go/, '')}`
  const platform = goPlatform(platformOf())
  const manifest = readManifest(layout, release)
  await refuseChanged(layout, release)
  const file = resolve(o.flags.output ?? `${release}.${platform.replace('/', '-')}.goherd-bundle`)
  const folder = await mkdtemp(join(layout.cache, 'export-'))
  try {
    const packed = join(folder, 'archive')
    const { size, sha256 } = await pack(o, release, manifest, packed)
    const treeDigest = manifestDigest(layout, release)?.treeDigest ?? ''
    const filename = `${release}.${platform.replace('/', '-')}.tar.gz`
    const head: BundleHead = {
      format: 1,
      release,
      platform,
      archive: { filename, sha256, size, treeDigest },
      ...(await optionalParts(o, release)),
      madeAt: new Date().toISOString(),
      madeBy: `goherd-agent ${AGENT_VERSION}`,
    }
    const text = readFileSync(manifestOf(layout, release), 'utf8')
    await writeBundle(file, { head, manifest: text, archive: packed }, signal)
    const h1 = hashOfTree(parseManifest(text), platform)
    sayResult(
      json,
      { kind: 'exported', file, release, platform, sha256, treeDigest, h1, size },
      `${file}\narchive ${sha256}\ntree ${treeDigest}\nCompare both with what goherd-agent import prints.`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function pack(
  { layout, json, signal }: Export,
  release: string,
  manifest: Manifest,
  to: string,
): Promise<Packed> {
  const display = displayFor({
    json,
    screen: process.stderr,
    out: process.stdout,
    now: () => performance.now(),
    names: { unpacking: 'pack' },
  })
  const onProgress = (done: number, total: number) =>
    display.phase({ kind: 'unpacking', release, done, total })
  try {
    return await packTree(treeOf(layout, release), manifest, to, { signal, onProgress })
  } finally {
    display.end()
  }
}

async function optionalParts(
  { layout, flags }: Export,
  release: string,
): Promise<Pick<BundleHead, 'settings' | 'snapshot'>> {
  if (flags.withSettings !== true) return { settings: null, snapshot: null }
  const [newest] = listSnapshots(layout).snapshots
  return { settings: { ...(await readSettings(layout, release)) }, snapshot: newest ?? null }
}

async function refuseChanged(layout: Layout, release: string): Promise<void> {
  const changed = await changedFiles(layout, release)
  if (changed.length === 0) return
  throw new AgentError({
    code: 'release_changed',
    message: `${release} is not as it was installed: ${changed.slice(0, 3).join(', ')}`,
    hint: `Install it again, then export it: goherd-agent install ${release}`,
  })
}

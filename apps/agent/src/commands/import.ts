import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { changeHere } from '../change-here.js'
import { AgentError } from '../disk/agent-error.js'
import { currentText } from '../disk/current-link.js'
import { type Layout, prepareRoot, treeOf } from '../disk/layout.js'
import { platformOf } from '../facts.js'
import { finishInstall } from '../machine/finish-install.js'
import { type BundleHead, readBundle } from '../offline/index.js'
import { type Display, displayFor } from '../progress/index.js'
import { sayResult } from '../say.js'
import { goPlatform, hashOfTree } from '../sources/index.js'
import { checkInactive } from './install/fetch-and-install.js'

export interface ImportFlags {
  readonly use?: boolean
  readonly path?: boolean
  readonly withSettings?: boolean
}

interface Import {
  readonly layout: Layout
  readonly file: string
  readonly flags: ImportFlags
  readonly json: boolean
  readonly signal: AbortSignal
}

/** `import FILE`: compares every digest of a bundle before anything is written, then installs it as any other release. */
export async function importCommand(o: Import): Promise<void> {
  const { layout, json, signal } = o
  const file = resolve(o.file)
  const { head, manifest } = await readBundle(file, signal)
  const { release, archive } = head
  refuseOtherPlatform(head)
  const h1 = hashOfTree(manifest, head.platform)
  const display = displayFor({
    json,
    screen: process.stderr,
    out: process.stdout,
    now: () => performance.now(),
  })
  display.note(`${release} for ${head.platform}, made ${head.madeAt} by ${head.madeBy}`, {
    kind: 'bundle',
    head,
  })
  display.note(
    `archive ${archive.sha256}\ntree ${archive.treeDigest}\nCompare both with what goherd-agent export printed.`,
    {
      kind: 'digests',
    },
  )
  await prepareRoot(layout)
  const changed = await installFrom(file, head, o, display).finally(() => display.end())
  const { notes } = await finishInstall(layout, { path: o.flags.path ?? true, json })
  const active = currentText(layout) === `releases/${release}`
  sayResult(
    json,
    {
      kind: 'imported',
      release,
      path: treeOf(layout, release),
      active,
      changed,
      sha256: archive.sha256,
      treeDigest: archive.treeDigest,
      h1,
      notes,
    },
    active
      ? `${release} is installed and active: ${layout.current}/bin/go`
      : `${release} is installed; make it the active one: goherd-agent use ${release}`,
  )
}

async function installFrom(file: string, head: BundleHead, o: Import, display: Display): Promise<boolean> {
  const { layout, signal } = o
  const { release, archive } = head
  const folder = await mkdtemp(join(layout.cache, 'import-'))
  const watch = { onPhase: display.phase.bind(display), signal }
  try {
    const from = join(folder, archive.filename)
    await copyArchive(file, from, signal)
    const activate = o.flags.use ?? false
    const { changed } = await changeHere(
      layout,
      { kind: 'install', release, fetch: { archive, from }, activate },
      watch,
    )
    await checkInactive({ layout, release, display, signal })
    const takesSettings = o.flags.withSettings === true && head.settings !== null
    if (takesSettings && currentText(layout) === `releases/${release}`)
      await changeHere(layout, { kind: 'set-env', set: head.settings ?? {}, unset: [] }, watch)
    return changed
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The bundle is read again, and compared again: it may have changed since. */
async function copyArchive(file: string, to: string, signal: AbortSignal): Promise<void> {
  const fd = openSync(to, 'wx', 0o600)
  try {
    await readBundle(file, signal, (chunk) => {
      for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at)
    })
  } finally {
    closeSync(fd)
  }
}

function refuseOtherPlatform({ release, platform }: BundleHead): void {
  const here = goPlatform(platformOf())
  if (platform === here) return
  throw new AgentError({
    code: 'bundle_other_platform',
    message: `the bundle holds ${release} for ${platform}, and this machine is ${here}`,
    hint: `Nothing was installed. Export the release on a machine that is ${here}, too.`,
  })
}

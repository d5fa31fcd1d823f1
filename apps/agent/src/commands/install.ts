import type { Command } from 'commander'
import { changeHere } from '../change-here.js'
import { type CommonFlags, carryOut, command } from '../command.js'
import { currentText } from '../disk/current-link.js'
import { isComplete, manifestDigest } from '../disk/installed.js'
import { type Layout, prepareRoot, treeOf } from '../disk/layout.js'
import { verifyBytes } from '../disk/verify-bytes.js'
import { platformOf } from '../facts.js'
import { interruptible } from '../interrupt.js'
import { finishInstall } from '../machine/finish-install.js'
import { type Display, displayFor } from '../progress/index.js'
import { sayResult } from '../say.js'
import { chooseSource, openSource, type ReleaseSource, type Voucher } from '../sources/index.js'
import { chooseRelease, exactlyAsked } from './install/choose-release.js'
import { checkInactive, fetchAndInstall } from './install/fetch-and-install.js'

export interface InstallFlags extends CommonFlags {
  readonly use?: boolean
  /** commander's form of --no-path. */
  readonly path?: boolean
  readonly source?: string
  readonly yes?: boolean
}

const HELP = `
Sources (--source, else GOHERD_GO_SOURCE, else https://go.dev/dl):
  https://go.dev/dl                the official site, or a mirror of it
  /srv/go                          a folder with archives, and dl.json or .sha256 files
  goproxy:https://proxy.golang.org a Go module proxy, or a folder in its layout; checked against Go's public log

With --json each line on stdout is an event, { "kind": "resolved" | "warning" | "resumed" | "phase" | "note", … }; the last is
the result: { "kind": "installed", "release", "path", "active", "changed", "sha256", "treeDigest", "source", "voucher" }.
Ctrl-C leaves nothing half done (exit code 130), and the next run goes on with what was fetched.`

/** `install VERSION`: a Go on this machine, without any server. */
export function addInstall(program: Command): void {
  command(program, 'install <version>', 'fetch, check and install a release: go1.22.12, 1.22 or latest')
    .option('--use', 'make it the active one (the first one is, anyway)')
    .option('--no-path', 'leave PATH alone')
    .option('--source <place>', 'an address, a folder, or goproxy:ADDRESS')
    .option('--yes', 'install also what nothing vouches for, without asking')
    .addHelpText('after', HELP)
    .action((version: string, flags: InstallFlags) =>
      carryOut(flags, (layout, json) =>
        interruptible((signal) => installCommand({ layout, asked: version, flags, json, signal })),
      ),
    )
}

interface Install {
  readonly layout: Layout
  readonly asked: string
  readonly flags: InstallFlags
  readonly json: boolean
  readonly signal: AbortSignal
}

/** What an install came to. */
export interface Installed {
  readonly release: string
  readonly changed: boolean
  /** What vouches for it; null when it was here already. */
  readonly voucher: Voucher | null
  readonly sha256: string | null
}

async function installCommand(o: Install): Promise<void> {
  await prepareRoot(o.layout)
  const source = openSource(chooseSource(o.flags.source), platformOf())
  const display = displayFor({
    json: o.json,
    screen: process.stderr,
    out: process.stdout,
    now: () => performance.now(),
  })
  const done = await bring(o, source, display).finally(() => display.end())
  const { path, json } = { path: o.flags.path ?? true, json: o.json }
  const { notes } = await finishInstall(o.layout, { path, json })
  const isActive = currentText(o.layout) === `releases/${done.release}`
  const tree = treeOf(o.layout, done.release)
  sayResult(
    json,
    {
      kind: 'installed',
      ...done,
      path: tree,
      active: isActive,
      treeDigest: manifestDigest(o.layout, done.release)?.treeDigest ?? null,
      source: source.name,
      notes,
    },
    isActive
      ? `${done.release} is installed and active: ${o.layout.current}/bin/go`
      : `${done.release} is installed in ${tree}; make it the active one: goherd-agent use ${done.release}`,
  )
}

/** What is here already is not asked for anywhere. */
async function bring(o: Install, source: ReleaseSource, display: Display): Promise<Installed> {
  const exact = exactlyAsked(o.asked)
  if (exact !== undefined && (await isHere(o.layout, exact))) return alreadyHere(o, exact, display)
  const release = await chooseRelease(o.asked, source, display, o.signal)
  if (await isHere(o.layout, release)) return alreadyHere(o, release, display)
  const { layout, signal, json } = o
  const activate = o.flags.use ?? false
  const yes = o.flags.yes ?? false
  const installed = await fetchAndInstall({ layout, release, source, display, activate, yes, json, signal })
  await checkInactive({ layout, release, display, signal })
  return installed
}

/** Complete, and every byte as it should be. */
async function isHere(layout: Layout, release: string): Promise<boolean> {
  return isComplete(layout, release) && (await verifyBytes(layout, release, '')).kind === 'intact'
}

async function alreadyHere(o: Install, release: string, display: Display): Promise<Installed> {
  display.note(`${release} is installed already, and intact`, { release })
  const isActive = currentText(o.layout) === `releases/${release}`
  const activate = o.flags.use === true || currentText(o.layout) === undefined
  if (isActive || !activate) return { release, changed: false, voucher: null, sha256: null }
  const watch = { onPhase: display.phase.bind(display), signal: o.signal }
  const { changed } = await changeHere(o.layout, { kind: 'use', release }, watch)
  return { release, changed, voucher: null, sha256: null }
}

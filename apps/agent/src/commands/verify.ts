import { TOOLCHAIN_MODULE, toolchainVersion } from '@goherd/go-archive'
import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { currentText } from '../disk/current-link.js'
import { manifestDigest, readManifest } from '../disk/installed.js'
import type { Layout } from '../disk/layout.js'
import { isFolder } from '../disk/look.js'
import { listSnapshots, readSnapshotTrees } from '../disk/snapshot.js'
import { changedFiles } from '../disk/verify-bytes.js'
import { platformOf } from '../facts.js'
import { interruptible } from '../interrupt.js'
import { MemoryFile } from '../memory-file.js'
import { sayData } from '../say.js'
import { goPlatform, hashOfTree, type LogRecord, publicLog } from '../sources/index.js'

/** Of `verify`, when something is not as it should be. */
const CHANGED = 3

interface VerifyFlags extends CommonFlags {
  readonly publicLog?: boolean
}

/** `verify [RELEASE]`: whether an installed Go is still what was installed, and what Go published. */
export function addVerify(program: Command): void {
  command(program, 'verify [release]', 'read every byte of a release and compare (default: the active one)')
    .option('--public-log', "also compare it with Go's public checksum database (go1.21 and later)")
    .addHelpText('after', '\nExit code 3 when something differs; the files are named.')
    .action((release: string | undefined, flags: VerifyFlags) =>
      carryOut(flags, (layout, json) => verifyCommand(layout, release, flags, json)),
    )
}

/** A digest of the tree that was noted down before now. */
interface Recorded {
  readonly by: string
  readonly digest: string
}

async function verifyCommand(
  layout: Layout,
  asked: string | undefined,
  flags: VerifyFlags,
  json: boolean,
): Promise<void> {
  const release = releaseToVerify(layout, asked)
  const manifest = readManifest(layout, release)
  const changed = await changedFiles(layout, release)
  const treeDigest = manifestDigest(layout, release)?.treeDigest ?? ''
  const others = recordsOf(layout, release).filter(({ digest }) => digest !== treeDigest)
  const h1 = hashOfTree(manifest, goPlatform(platformOf()))
  const logged = flags.publicLog === true ? await askLog(release) : null
  const fits = logged === null || logged.hash === h1
  const intact = changed.length === 0 && others.length === 0 && fits
  if (!intact) process.exitCode = CHANGED
  const log = logged === null ? null : { name: logged.log, hash: logged.hash, size: logged.size, fits }
  sayData(
    json,
    { release, intact, changed, treeDigest, otherDigests: others, h1, publicLog: log },
    [
      changed.length === 0
        ? `${release}: every file is as it was installed`
        : [`${release}: ${changed.length} files changed`, ...changed.map((path) => `  ${path}`)].join('\n'),
      ...others.map(
        ({ by, digest }) =>
          `its manifest is not the one that ${by} (${digest}); it was installed again from another source, or changed`,
      ),
      ...(logged === null ? [] : [describeLog(logged, h1)]),
      `tree ${treeDigest}`,
      ...(intact ? [] : [`Install it again: goherd-agent install ${release}`]),
    ].join('\n'),
  )
}

function describeLog({ log, hash, size }: LogRecord, h1: string): string {
  return hash === h1
    ? `it is what Go published: ${h1} stands in ${log}, proved against its signed tree of ${size} records`
    : `it is not what Go published: it has ${h1}, and ${log} says ${hash}`
}

function releaseToVerify(layout: Layout, asked: string | undefined): string {
  if (asked !== undefined) return `go${asked.replace(/^go/, '')}`
  const current = currentText(layout)
  if (current?.startsWith('releases/')) return current.slice('releases/'.length)
  throw new AgentError({
    code: 'nothing_active',
    message: `no release is active in ${layout.root}`,
    hint: 'Name one: goherd-agent verify go1.22.12.',
  })
}

/** What the server signed for this release, and what the newest snapshot that knew it had noted. */
function recordsOf(layout: Layout, release: string): Recorded[] {
  const { accepted } = new MemoryFile(layout).load()
  const signed = accepted?.desired.release === release ? accepted.archive?.treeDigest : undefined
  const snapshots = isFolder(layout.snapshots) ? listSnapshots(layout).snapshots : []
  const noted = snapshots
    .map(({ id }) => ({ id, digest: readSnapshotTrees(layout, id)[release] }))
    .find(({ digest }) => digest !== undefined)
  return [
    ...(signed === undefined ? [] : [{ by: 'the server signed', digest: signed }]),
    ...(noted?.digest === undefined ? [] : [{ by: `snapshot ${noted.id} noted`, digest: noted.digest }]),
  ]
}

async function askLog(release: string): Promise<LogRecord> {
  const through = (process.env.GOPROXY ?? '').split(/[,|]/).find((place) => /^https?:/.test(place))
  const log = publicLog(through ?? 'https://proxy.golang.org')
  if (log === undefined) {
    throw new AgentError({
      code: 'public_log_off',
      message: 'GOSUMDB is off, so no public log can be asked',
      hint: 'Unset GOSUMDB and try again.',
    })
  }
  const version = toolchainVersion(release, goPlatform(platformOf()))
  return interruptible((signal) => log.lookup(TOOLCHAIN_MODULE, version, signal))
}

import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { ArchiveRef } from '@goherd/protocol'
import { changeHere } from '../../change-here.js'
import { AgentError } from '../../disk/agent-error.js'
import { currentText } from '../../disk/current-link.js'
import { errnoOf } from '../../disk/errno.js'
import { type Layout, partOf } from '../../disk/layout.js'
import { probe } from '../../disk/probe.js'
import { moduleZipName } from '../../disk/unpack-zip.js'
import { platformOf } from '../../facts.js'
import type { Display } from '../../progress/index.js'
import {
  describeVoucher,
  type Fetchable,
  goPlatform,
  isWeak,
  type ReleaseSource,
  type Voucher,
} from '../../sources/index.js'

interface FetchAndInstall {
  readonly layout: Layout
  readonly release: string
  readonly source: ReleaseSource
  readonly display: Display
  readonly activate: boolean
  /** Install also what nothing vouches for. */
  readonly yes: boolean
  readonly json: boolean
  readonly signal: AbortSignal
}

/** Finds the archive of a release, says what vouches for it, and has it installed by the one state machine. */
export async function fetchAndInstall(o: FetchAndInstall) {
  const found = await find(o)
  await sayVoucher(o, found.voucher)
  const { sha256: wanted, size } = found.fetch.archive
  await sayResumed(o, basename(partOf(o.layout, o.release, wanted)), size)
  const { changed } = await changeHere(
    o.layout,
    { kind: 'install', release: o.release, fetch: found.fetch, activate: o.activate },
    { onPhase: (phase) => o.display.phase(phase), signal: o.signal },
  )
  await found.done()
  const { sha256 }: ArchiveRef = found.fetch.archive
  return { release: o.release, changed, voucher: found.voucher, sha256 }
}

async function find(o: FetchAndInstall): Promise<Fetchable> {
  // A proxy's zip is fetched before its digest is known; it may have been begun by an earlier run.
  await sayResumed(o, `${moduleZipName(o.release, goPlatform(platformOf()))}.part`, undefined)
  return o.source.find(o.release, {
    cache: o.layout.cache,
    signal: o.signal,
    onProgress: (done, total) => o.display.phase({ kind: 'downloading', release: o.release, done, total }),
  })
}

/** What an earlier run had fetched is not fetched again. */
async function sayResumed(o: FetchAndInstall, name: string, size: number | undefined): Promise<void> {
  const kept = await sizeOf(join(o.layout.cache, name))
  if (kept === 0) return
  const of = size === undefined ? '' : ` of ${size}`
  o.display.note(`the download goes on at byte ${kept}${of}`, { kind: 'resumed', from: kept })
  o.display.resumed(kept)
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return 0
    throw AgentError.from(cause)
  }
}

async function sayVoucher(o: FetchAndInstall, voucher: Voucher): Promise<void> {
  const text = describeVoucher(voucher)
  if (!isWeak(voucher)) return o.display.note(text, { kind: 'voucher', voucher })
  o.display.warn(text, { voucher })
  const asks = voucher.kind === 'nothing' && !o.yes && !o.json && process.stdin.isTTY && process.stderr.isTTY
  if (asks && !(await agrees(o.signal))) {
    throw new AgentError({
      code: 'not_vouched',
      message: `${o.release} was not installed`,
      hint: 'Put the .sha256 file from a place you trust beside the archive, or say --yes.',
    })
  }
}

async function agrees(signal: AbortSignal): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await asked.question('Install it all the same? [y/N] ', { signal })).trim())
  } finally {
    asked.close()
  }
}

/** A release that was made active was checked by that. One that was not is tried all the same, before anybody relies on it. */
export async function checkInactive(o: {
  readonly layout: Layout
  readonly release: string
  readonly display: Display
  readonly signal: AbortSignal
}): Promise<void> {
  if (currentText(o.layout) === `releases/${o.release}`) return
  o.display.phase({ kind: 'checking', release: o.release })
  await probe(o.layout, o.release, o.signal)
}

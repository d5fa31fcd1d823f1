import { rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { TOOLCHAIN_MODULE, toolchainVersion } from '@goherd/go-archive'
import { compareReleaseNames } from '@goherd/model'
import { releaseName } from '@goherd/protocol'
import { AgentError } from '../disk/agent-error.js'
import { sizeOfFile } from '../disk/file-source.js'
import { readArchive } from '../disk/read-archive.js'
import { sourceFrom } from '../disk/source-of.js'
import { moduleZipName } from '../disk/unpack-zip.js'
import { fetchText, isNotThere } from './fetch-bytes.js'
import { logMismatch } from './log-errors.js'
import { hashModuleZip } from './module-hash.js'
import type { PublicLog } from './public-log.js'
import { refuseHuge } from './refusals.js'
import type { Catalogue, Fetchable, FetchWatch, ReleaseSource, Voucher } from './release-source.js'
import { sizeAt } from './site.js'
import type { SourcePlace } from './source-place.js'

const MAX_LIST = 8_000_000
const VERSION = /^v0\.0\.1-(go[0-9a-z.]+?)\.([a-z0-9]+-[a-z0-9]+)$/

/**
 * A Go module proxy, or a folder in its layout: releases as versions of golang.org/toolchain. Its zips come without a digest, so one is
 * fetched first, hashed as Go hashes modules, and that hash compared with the public log. `log` undefined: the owner switched it off.
 */
export function goproxySource(
  { name, base }: Extract<SourcePlace, { kind: 'goproxy' }>,
  platform: string,
  log: PublicLog | undefined,
): ReleaseSource {
  const at = (file: string) => joined(base, `${TOOLCHAIN_MODULE}/@v/${file}`)
  return {
    name: `goproxy:${name}`,
    async catalogue(signal) {
      const text = await fetchText(at('list'), MAX_LIST, signal).catch((cause: unknown) => {
        if (isNotThere(cause)) return undefined
        throw cause
      })
      return text === undefined || text.trim() === '' ? undefined : parseList(text, platform)
    },
    async find(release, watch) {
      const zip = await fetchZip(at(`${toolchainVersion(release, platform)}.zip`), release, platform, watch)
      try {
        const { sha256, h1 } = await hashModuleZip(zip.path, { release, platform, signal: watch.signal })
        const voucher = await ask(log, release, platform, h1, name, watch.signal)
        const archive = { filename: moduleZipName(release, platform), sha256, size: zip.size }
        return { fetch: { archive, from: zip.path }, voucher, done: zip.remove } satisfies Fetchable
      } catch (cause) {
        if (!watch.signal.aborted) await zip.remove()
        throw cause
      }
    },
  }
}

/** The releases in a proxy's list of versions. */
function parseList(text: string, platform: string): Catalogue {
  const wanted = platform.replace('/', '-')
  const here = new Set<string>()
  const elsewhere = new Set<string>()
  for (const line of text.split('\n')) {
    const [, release, of] = VERSION.exec(line.trim()) ?? []
    if (release === undefined || !releaseName.safeParse(release).success) continue
    if (of === wanted) here.add(release)
    else elsewhere.add(release)
  }
  return {
    releases: [...here]
      .sort(compareReleaseNames)
      .map((name) => ({ name, stable: !/(beta|rc)\d+$/.test(name) })),
    elsewhere: [...elsewhere].filter((name) => !here.has(name)).sort(compareReleaseNames),
  }
}

interface FetchedZip {
  readonly path: string
  readonly size: number
  remove(): Promise<void>
}

/** A zip that lies on this machine stays where it is; any other is fetched into the cache, from where an earlier try stopped. */
async function fetchZip(
  from: string,
  release: string,
  platform: string,
  { cache, signal, onProgress }: FetchWatch,
): Promise<FetchedZip> {
  const filename = moduleZipName(release, platform)
  if (isAbsolute(from)) {
    return { path: from, size: await sizeOfFile(from), remove: async () => undefined }
  }
  const size = await sizeAt(from, signal).catch((cause: unknown) => {
    throw isNotThere(cause) ? notOffered(release, platform, from, cause) : cause
  })
  refuseHuge(size, filename)
  const part = join(cache, `${filename}.part`)
  let done = 0
  // The digest is not known yet; only the size matters to the reader.
  const archive = { filename, size, sha256: '' }
  for await (const chunk of readArchive({ archive, part }, sourceFrom(from), signal)) {
    done += chunk.length
    onProgress(done, size)
  }
  return { path: part, size, remove: () => rm(part, { force: true }) }
}

async function ask(
  log: PublicLog | undefined,
  release: string,
  platform: string,
  h1: string,
  source: string,
  signal: AbortSignal,
): Promise<Voucher> {
  if (log === undefined) return { kind: 'proxy-alone', source, why: 'GOSUMDB is off' }
  try {
    const record = await log.lookup(TOOLCHAIN_MODULE, toolchainVersion(release, platform), signal)
    if (record.hash !== h1) throw logMismatch(log.name, `${release} from ${source}`, h1, record.hash)
    return { kind: 'public-log', log: log.name, size: record.size }
  } catch (cause) {
    const { code, message } = AgentError.from(cause)
    if (code !== 'public_log_unreachable') throw cause
    return { kind: 'proxy-alone', source, why: message }
  }
}

function notOffered(release: string, platform: string, from: string, cause: unknown): AgentError {
  return new AgentError({
    code: 'release_unknown',
    message: `the proxy has no ${release} for ${platform}`,
    hint: `Releases are modules since go1.21. Look what there is with goherd-agent ls --remote; it was asked for ${from}.`,
    cause,
  })
}

function joined(base: string, path: string): string {
  return isAbsolute(base) ? join(base, path) : `${base}/${path}`
}

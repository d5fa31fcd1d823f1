import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compareReleaseNames } from '@goherd/model'
import { releaseName } from '@goherd/protocol'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'
import { MAX_DIGEST_FILE, parseDigestFile } from './digest-file.js'
import { fetchText, isNotThere } from './fetch-bytes.js'
import { goPlatform } from './go-platform.js'
import { catalogueOf, type IndexedRelease, parseIndex } from './index-file.js'
import { notForPlatform, refuseHuge } from './refusals.js'
import type { Catalogue, Fetchable, FetchWatch, ReleaseSource } from './release-source.js'

const MAX_INDEX = 32_000_000
const ARCHIVE = /^(go[0-9a-z.]+?)\.([a-z0-9]+)-([a-z0-9]+)\.(tar\.gz|zip)$/

/** A folder of archives, with or without an index (`dl.json` or `index.json`). */
export function folderSource(folder: string, platform: string): ReleaseSource {
  return {
    name: folder,
    async catalogue(signal) {
      const releases = await readIndex(folder, signal)
      return releases ? catalogueOf(releases, platform) : listed(await archivesIn(folder), platform)
    },
    async find(release, watch) {
      const releases = await readIndex(folder, watch.signal)
      if (releases === undefined) return withoutIndex(folder, release, platform, watch)
      const archive = releases.find(({ name }) => name === release)?.archives.get(platform)
      if (archive === undefined) throw notForPlatform(release, platform, folder)
      refuseHuge(archive.size, archive.filename)
      return {
        fetch: { archive, from: join(folder, archive.filename) },
        voucher: { kind: 'index', source: folder },
        done: async () => undefined,
      }
    },
  }
}

async function readIndex(folder: string, signal: AbortSignal): Promise<IndexedRelease[] | undefined> {
  for (const name of ['dl.json', 'index.json']) {
    const path = join(folder, name)
    try {
      return parseIndex(await fetchText(path, MAX_INDEX, signal), path)
    } catch (cause) {
      if (!isNotThere(cause)) throw cause
    }
  }
  return undefined
}

interface FoundArchive {
  readonly filename: string
  readonly release: string
  readonly platform: string
}

async function archivesIn(folder: string): Promise<FoundArchive[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (errnoOf(cause) !== 'ENOENT' && errnoOf(cause) !== 'ENOTDIR') throw AgentError.from(cause)
    throw new AgentError({
      code: 'source_missing',
      message: `${folder} is not a folder`,
      hint: 'Give --source or GOHERD_GO_SOURCE a folder with Go archives in it.',
      cause,
    })
  })
  return names.flatMap((filename) => {
    const [, release, os, arch] = ARCHIVE.exec(filename) ?? []
    const isRelease = release !== undefined && releaseName.safeParse(release).success
    return isRelease ? [{ filename, release, platform: goPlatform(`${os}/${arch}`) }] : []
  })
}

function listed(archives: readonly FoundArchive[], platform: string): Catalogue {
  const here = archives.filter((a) => a.platform === platform).map((a) => a.release)
  const elsewhere = archives.map((a) => a.release).filter((name) => !here.includes(name))
  return {
    releases: here.sort(compareReleaseNames).map((name) => ({ name, stable: !/(beta|rc)\d+$/.test(name) })),
    elsewhere: [...new Set(elsewhere)].sort(compareReleaseNames),
  }
}

async function withoutIndex(
  folder: string,
  release: string,
  platform: string,
  watch: FetchWatch,
): Promise<Fetchable> {
  const found = (await archivesIn(folder)).find((a) => a.release === release && a.platform === platform)
  if (found === undefined) throw notForPlatform(release, platform, folder)
  const { filename } = found
  const from = join(folder, filename)
  const { size } = await stat(from)
  refuseHuge(size, filename)
  const digest = await digestBeside(from, filename, watch.signal)
  const sha256 = digest ?? (await digestOf(from, size, watch))
  return {
    fetch: { archive: { filename, sha256, size }, from },
    voucher: { kind: digest === undefined ? 'nothing' : 'digest-file', source: folder },
    done: async () => undefined,
  }
}

async function digestBeside(
  path: string,
  filename: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const at = `${path}.sha256`
  try {
    return parseDigestFile(await fetchText(at, MAX_DIGEST_FILE, signal), filename, at)
  } catch (cause) {
    if (isNotThere(cause)) return undefined
    throw cause
  }
}

async function digestOf(path: string, size: number, { signal, onProgress }: FetchWatch): Promise<string> {
  const digest = createHash('sha256')
  let done = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    digest.update(chunk)
    done += chunk.length
    onProgress(done, size)
  }
  return digest.digest('hex')
}

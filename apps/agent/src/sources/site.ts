import { AgentError } from '../disk/agent-error.js'
import { askHttp, shownAddress } from '../disk/http-get.js'
import { MAX_DIGEST_FILE, parseDigestFile } from './digest-file.js'
import { fetchText, isNotThere } from './fetch-bytes.js'
import { archiveName } from './go-platform.js'
import { catalogueOf, type IndexedRelease, parseIndex } from './index-file.js'
import { notForPlatform, refuseHuge } from './refusals.js'
import type { Fetchable, ReleaseSource } from './release-source.js'
import type { SourcePlace } from './source-place.js'

/** The official index has some 3 MB. */
const MAX_INDEX = 32_000_000

/** The official site, or a mirror of it; one without an index gives exact releases only, with the digests beside them. */
export function siteSource(place: Extract<SourcePlace, { kind: 'site' }>, platform: string): ReleaseSource {
  let known: Promise<IndexedRelease[] | undefined> | undefined
  const index = (signal: AbortSignal) => {
    known ??= readIndex(place.indexes, signal)
    return known
  }
  return {
    name: place.name,
    async catalogue(signal) {
      const releases = await index(signal)
      return releases && catalogueOf(releases, platform)
    },
    async find(release, { signal }) {
      const releases = await index(signal)
      if (releases === undefined) return withoutIndex(place, release, platform, signal)
      const archives = releases.find(({ name }) => name === release)?.archives
      const archive = archives?.get(platform)
      if (archive === undefined) throw notForPlatform(release, platform, place.name)
      refuseHuge(archive.size, archive.filename)
      return {
        fetch: { archive, from: `${place.files}/${archive.filename}` },
        voucher: { kind: 'index', source: place.name },
        done: async () => undefined,
      }
    },
  }
}

/** undefined: none of them is there. Sites without an index answer the question for it with 404 or with a page for people. */
async function readIndex(
  indexes: readonly string[],
  signal: AbortSignal,
): Promise<IndexedRelease[] | undefined> {
  for (const url of indexes) {
    try {
      return parseIndex(await fetchText(url, MAX_INDEX, signal), shownAddress(url))
    } catch (cause) {
      if (!isNotThere(cause)) throw cause
    }
  }
  return undefined
}

async function withoutIndex(
  { files, name }: Extract<SourcePlace, { kind: 'site' }>,
  release: string,
  platform: string,
  signal: AbortSignal,
): Promise<Fetchable> {
  const filename = archiveName(release, platform)
  const from = `${files}/${filename}`
  const digestAt = `${from}.sha256`
  const text = await fetchText(digestAt, MAX_DIGEST_FILE, signal).catch((cause: unknown) => {
    throw isNotThere(cause) ? withoutDigest(name, filename, cause) : cause
  })
  const sha256 = parseDigestFile(text, filename, shownAddress(digestAt))
  const size = await sizeAt(from, signal)
  refuseHuge(size, filename)
  return {
    fetch: { archive: { filename, sha256, size }, from },
    voucher: { kind: 'digest-file', source: name },
    done: async () => undefined,
  }
}

/** The size of a file behind HTTP, in bytes: by HEAD, or by asking for its first byte where HEAD does not say. */
export async function sizeAt(url: string, signal: AbortSignal): Promise<number> {
  const head = await askHttp({ url, method: 'HEAD', signal })
  head.close()
  const length = Number(head.header('content-length') ?? Number.NaN)
  if (Number.isInteger(length) && length > 0) return length
  const first = await askHttp({ url, headers: { range: 'bytes=0-0' }, signal })
  first.close()
  const total = /\/(\d+)$/.exec(first.header('content-range') ?? '')?.[1] ?? first.header('content-length')
  const found = Number(total ?? Number.NaN)
  if (Number.isInteger(found) && found > 1) return found
  throw new AgentError({
    code: 'source_without_size',
    message: `${shownAddress(url)} does not say how large it is`,
    hint: 'Choose a source that has an index, or one that answers with Content-Length.',
  })
}

function withoutDigest(name: string, filename: string, cause: unknown): AgentError {
  return new AgentError({
    code: 'release_not_offered',
    message: `${name} has neither an index of releases nor ${filename}.sha256, so nothing says what its archive should be`,
    hint: 'Check the release and the address, or choose another source: --source https://go.dev/dl.',
    cause,
  })
}

import type { ReleaseDetail } from '@goherd/protocol'

type Check = ReleaseDetail['provenance'][number]['checks'][number]

/** What this server knows of an archive. */
export interface KnownArchive {
  readonly filename: string
  readonly sha256: string
  readonly size: number
  readonly kept: boolean
  readonly treeDigest: string | null
  /** An URL or a path; null when it was kept by a server that did not write it down. */
  readonly fetchedFrom: string | null
}

/** What was checked of an archive, and what was not. Nothing is said of one whose bytes this server does not have. */
export function checksOf(archive: KnownArchive): Check[] {
  if (!archive.kept) return []
  return [
    {
      check: 'SHA-256',
      ok: true,
      says: `${archive.size} bytes were hashed while they arrived; the digest is the catalogue's: ${archive.sha256}`,
    },
    transport(archive.fetchedFrom),
    tree(archive),
    {
      check: 'Signature',
      ok: false,
      says: "not checked: the release team's OpenPGP signature is not looked at; what counts is the catalogue's SHA-256",
    },
  ]
}

function transport(from: string | null): Check {
  const check = 'Source'
  if (from === null) return { check, ok: false, says: 'not written down when these bytes were fetched' }
  if (from.startsWith('https://')) return { check, ok: true, says: `${from}, over TLS` }
  if (from.startsWith('http://')) {
    return { check, ok: false, says: `${from}, without TLS: only the SHA-256 vouches for the bytes` }
  }
  return { check, ok: true, says: `${from}, a file of this server` }
}

function tree({ filename, treeDigest }: KnownArchive): Check {
  const check = 'Tree digest'
  if (treeDigest !== null)
    return { check, ok: true, says: `every file was read; each host has to prove ${treeDigest}` }
  const why = filename.endsWith('.zip')
    ? 'zip archives are kept without being read'
    : 'the archive was not read'
  return { check, ok: false, says: `${why}, so hosts have no tree to prove` }
}

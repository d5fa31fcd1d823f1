import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import { hash1Text, moduleTop, pathInModule } from '@goherd/go-archive'
import { smallGoRelease, type TarMember, utf8 } from '@goherd/go-archive/tar-maker'
import { type ZipMemberToMake, zipOf } from '@goherd/go-archive/zip-maker'
import { scriptedGo } from '../disk/sandbox.js'

/** A file packed as Go's own zips have it. */
export function zipped(
  name: string,
  text: string | Uint8Array,
  more: Partial<ZipMemberToMake> = {},
): ZipMemberToMake {
  const bytes = typeof text === 'string' ? utf8(text) : text
  return { name, packed: deflateRawSync(bytes), size: bytes.length, crc32: crc32(bytes), ...more }
}

/** The small release of the sandbox as a zip: as Windows has it (`go`), or as a module. */
export function smallZip(release: string, top = 'go'): ZipMemberToMake[] {
  const members: TarMember[] = [
    ...smallGoRelease(release, scriptedGo(release)),
    { name: 'go/src/go.mod', body: 'module std\n' },
    { name: 'go/api/go1.txt', body: 'pkg fmt\n' },
  ]
  return members.flatMap(({ name, body = '' }): ZipMemberToMake[] => {
    if (name.endsWith('/')) return []
    const path = name.slice('go/'.length)
    const inZip = top === 'go' ? path : pathInModule(path)
    return inZip === undefined ? [] : [zipped(`${top}/${inZip}`, body)]
  })
}

/** The zip of a release as a module, and its hash as Go computes it. */
export function moduleZip(
  release: string,
  platform: string,
): { readonly bytes: Buffer; readonly h1: string } {
  const members = smallZip(release, moduleTop(release, platform))
  const files = smallGoRelease(release, scriptedGo(release))
  const digestOf = (body: string | Uint8Array) => createHash('sha256').update(body).digest('hex')
  const named = [...files, { name: 'go/src/go.mod', body: 'module std\n' }].flatMap(({ name, body = '' }) => {
    const inZip = name.endsWith('/') ? undefined : pathInModule(name.slice(3))
    return inZip === undefined
      ? []
      : [{ name: `${moduleTop(release, platform)}/${inZip}`, sha256: digestOf(body) }]
  })
  const h1 = `h1:${createHash('sha256').update(hash1Text(named)).digest('base64')}`
  return { bytes: Buffer.from(zipOf({ members })), h1 }
}

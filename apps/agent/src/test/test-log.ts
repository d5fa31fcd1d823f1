import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { recordHash, tilePath } from '../sources/log-tree.js'

/** A public log of a test's own: records, tiles and a signed tree, as a checksum database serves them. */
export interface TestLog {
  /** `name+hash+key`, for GOSUMDB. */
  readonly key: string
  /** By path below the log's address. */
  readonly files: Readonly<Record<string, Buffer | string>>
}

/** Makes a log of these records: the texts of `lookup` answers, by module and version. `size` pads it with others. */
export function testLog(
  records: readonly { readonly name: string; readonly text: string }[],
  size: number,
): TestLog {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const others = Array.from({ length: size - records.length }, (_, i) => `other.example v1.0.${i} h1:x\n`)
  const texts = [...others.slice(0, size >> 1), ...records.map((r) => r.text), ...others.slice(size >> 1)]
  const levels = tilesOf(texts.map(recordHash))
  const note = signedTree(size, rootOf(texts.map(recordHash)), privateKey, publicKey)
  const files: Record<string, Buffer | string> = {}
  for (const [level, hashes] of levels.entries()) {
    for (let index = 0; index * 256 < hashes.length; index++) {
      const tile = hashes.slice(index * 256, (index + 1) * 256)
      files[`/${tilePath({ level, index, width: tile.length })}`] = Buffer.concat(tile)
    }
  }
  for (const [i, { name, text }] of records.entries())
    files[`/lookup/${name}`] = `${(size >> 1) + i}\n${text}\n${note}`
  return { key: keyText(publicKey), files }
}

const NAME = 'log.example'

function rawKey(publicKey: KeyObject): Buffer {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return Buffer.concat([Buffer.of(1), der.subarray(der.length - 32)])
}

function keyId(publicKey: KeyObject): Buffer {
  return createHash('sha256').update(`${NAME}\n`).update(rawKey(publicKey)).digest().subarray(0, 4)
}

function keyText(publicKey: KeyObject): string {
  return `${NAME}+${keyId(publicKey).toString('hex')}+${rawKey(publicKey).toString('base64')}`
}

function signedTree(size: number, root: Buffer, privateKey: KeyObject, publicKey: KeyObject): string {
  const text = `go.sum database tree\n${size}\n${root.toString('base64')}\n`
  const signature = Buffer.concat([keyId(publicKey), sign(null, Buffer.from(text), privateKey)])
  return `${text}\n— ${NAME} ${signature.toString('base64')}\n`
}

const join = (a: Buffer, b: Buffer) => createHash('sha256').update(Buffer.of(1)).update(a).update(b).digest()

/** RFC 6962, straight from its text. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  let half = 1
  while (half * 2 < leaves.length) half *= 2
  return join(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)))
}

/** The hashes of every eighth level. */
function tilesOf(leaves: readonly Buffer[]): Buffer[][] {
  const levels: Buffer[][] = [[...leaves]]
  for (let hashes = [...leaves]; hashes.length >= 256; ) {
    for (let i = 0; i < 8; i++)
      hashes = hashes.flatMap((left, at) => {
        const right = hashes[at + 1]
        return at % 2 === 0 && right ? [join(left, right)] : []
      })
    levels.push(hashes)
  }
  return levels
}

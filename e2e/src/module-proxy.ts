import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** A module proxy in a folder, with one module in it. */
export interface ModuleProxy {
  /** For GOPROXY. */
  readonly url: string
  /** `path@version#h1:…`, as a gate pins it. */
  readonly pinned: string
  remove(): Promise<void>
}

const [PATH, VERSION] = ['example.com/canary', 'v1.0.0']

/** What is built under the old Go and the new: a program with a test. */
const FILES = {
  'go.mod': `module ${PATH}\n\ngo 1.21\n`,
  'main.go':
    'package main\n\nimport "fmt"\n\nfunc sum(a, b int) int { return a + b }\n\nfunc main() { fmt.Println(sum(1, 2)) }\n',
  'main_test.go':
    'package main\n\nimport "testing"\n\nfunc TestSum(t *testing.T) {\n\tif sum(1, 2) != 3 {\n\t\tt.Fatal("sum")\n\t}\n}\n',
}

/** Writes the proxy. Every user of this machine can read it: checks run as one who has no rights. */
export async function moduleProxy(): Promise<ModuleProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'goherd-e2e-modules-'))
  await chmod(folder, 0o755)
  const versions = join(folder, PATH, '@v')
  await mkdir(versions, { recursive: true })
  const members = Object.entries(FILES).map(([name, text]) => [`${PATH}@${VERSION}/${name}`, text] as const)
  await writeFile(join(versions, 'list'), `${VERSION}\n`)
  await writeFile(join(versions, `${VERSION}.info`), JSON.stringify({ Version: VERSION }))
  await writeFile(join(versions, `${VERSION}.mod`), FILES['go.mod'])
  await writeFile(join(versions, `${VERSION}.zip`), zipOf(members))
  return {
    url: `file://${folder}`,
    pinned: `${PATH}@${VERSION}#${sumOf(members)}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

type Member = readonly [name: string, text: string]

/** The h1: of go.sum: SHA-256 over a line for each file, sorted. */
function sumOf(members: readonly Member[]): string {
  const lines = members.map(([name, text]) => `${createHash('sha256').update(text).digest('hex')}  ${name}\n`)
  const sorted = [...lines].sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1))
  return `h1:${createHash('sha256').update(sorted.join('')).digest('base64')}`
}

/** A zip whose members are stored as they are. */
function zipOf(members: readonly Member[]): Buffer {
  const [bodies, directory]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const [name, text] of members) {
    const data = Buffer.from(text)
    const sizes = Buffer.alloc(16)
    sizes.writeUInt32LE(crc32(data), 0)
    sizes.writeUInt32LE(data.length, 4)
    sizes.writeUInt32LE(data.length, 8)
    sizes.writeUInt16LE(name.length, 12)
    // Version 2.0, no flags, stored, 1 January 1980.
    const made = Buffer.from([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0])
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), made, sizes, Buffer.from(name), data])
    const rest = Buffer.alloc(16)
    rest.writeUInt32LE(offset, 12)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), made, sizes.subarray(0, 14), rest]))
    directory.push(Buffer.from(name))
    bodies.push(body)
    offset += body.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, central, end])
}

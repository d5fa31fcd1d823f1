import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installRelease } from '../disk/install-release.js'
import { goodRelease, type MadeArchive, type Sandbox, sandbox } from '../disk/sandbox.js'
import { sourceFrom } from '../disk/source-of.js'
import { files, type LocalServer, localServer } from '../test/local-server.js'
import { moduleZip } from '../test/module-zip.js'
import { testLog } from '../test/test-log.js'
import { goproxySource } from './goproxy.js'
import { openSource, parseSourcePlace, publicLog, resolveAsked } from './index.js'

const PLATFORM = 'linux/amd64'
const never = new AbortController().signal
const NAMES = ['go1.23.5', 'go1.22.12', 'go1.22.3', 'go1.21.13']

let box: Sandbox
let server: LocalServer
beforeEach(async () => {
  box = await sandbox()
  server = await localServer()
})
afterEach(async () => {
  await server.close()
  box.remove()
})

const made: Readonly<Record<string, MadeArchive>> = Object.fromEntries(
  NAMES.map((name) => [name, goodRelease(name)]),
)
const indexOf = (names: readonly string[]) =>
  JSON.stringify([
    ...names.map((version) => ({
      version,
      stable: true,
      files: [
        { ...made[version]?.archive, os: 'linux', arch: 'amd64', version, kind: 'archive' },
        { filename: `${version}.src.tar.gz`, os: '', arch: '', version, sha256: '', size: 1, kind: 'source' },
      ],
    })),
    {
      version: 'go1.24.0',
      stable: true,
      files: [
        {
          filename: 'go1.24.0.windows-amd64.zip',
          os: 'windows',
          arch: 'amd64',
          version: 'go1.24.0',
          sha256: 'a'.repeat(64),
          size: 5,
          kind: 'archive',
        },
      ],
    },
  ])
const fileOf = (name: string) => made[name]?.archive.filename ?? ''
const bytesOf = (name: string) => made[name]?.bytes ?? Buffer.alloc(0)
const watch = () => ({ cache: box.layout.cache, signal: never, onProgress: () => undefined })

/** Finds and installs a release as the verb does. */
async function installFrom(text: string, release: string) {
  const found = await openSource(parseSourcePlace(text), PLATFORM).find(release, watch())
  const { archive, from } = found.fetch
  await installRelease({
    layout: box.layout,
    release,
    archive,
    source: sourceFrom(from),
    onProgress: () => undefined,
    onStage: () => undefined,
    signal: never,
  })
  await found.done()
  expect(readdirSync(box.layout.releases)).toContain(release)
  expect(readdirSync(box.layout.cache)).toEqual([])
  return found
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'found',
    (cause: unknown) => Reflect.get(Object(cause), 'code'),
  )

describe('a site with an index', () => {
  beforeEach(() => {
    server.answer = files({
      '/dl/?mode=json&include=all': indexOf(NAMES),
      [`/dl/${fileOf('go1.22.12')}`]: bytesOf('go1.22.12'),
    })
  })

  it('lists what it has for this platform and gives it with its digest', async () => {
    const source = openSource(parseSourcePlace(`${server.url}/dl/`), PLATFORM)
    const catalogue = await source.catalogue(never)
    expect(catalogue?.releases.map((r) => r.name)).toEqual(NAMES)
    expect(catalogue?.elsewhere).toEqual(['go1.24.0'])
    expect(resolveAsked('1.22', catalogue, source.name)).toEqual({
      release: 'go1.22.12',
      chosen: true,
      support: 'unsupported',
    })
    expect(resolveAsked('latest', catalogue, source.name).release).toBe('go1.23.5')
    expect(resolveAsked('1.21', catalogue, source.name).support).toBe('unsupported')
    const { voucher } = await installFrom(`${server.url}/dl`, 'go1.22.12')
    expect(voucher).toEqual({ kind: 'index', source: `${server.url}/dl` })
  })

  it('says what is near when it has not what was asked', async () => {
    const source = openSource(parseSourcePlace(`${server.url}/dl`), PLATFORM)
    const catalogue = await source.catalogue(never)
    const refusal = (asked: string) => {
      try {
        return resolveAsked(asked, catalogue, source.name)
      } catch (cause) {
        return cause
      }
    }
    expect(refusal('1.22.99')).toMatchObject({
      code: 'release_unknown',
      hint: expect.stringContaining('go1.22.12'),
    })
    expect(refusal('1.24.0')).toMatchObject({ code: 'release_not_for_platform' })
    expect(refusal('newest')).toMatchObject({ code: 'bad_version' })
    expect(await codeOf(source.find('go1.24.0', watch()))).toBe('release_not_for_platform')
  })

  it('hides the password of its address', () => {
    const place = parseSourcePlace('https://me:secret@mirror.example/go')
    expect(JSON.stringify(place.name)).not.toContain('secret')
  })
})

describe('a mirror without an index', () => {
  const digest = (text: string) =>
    files({
      [`/go/${fileOf('go1.22.12')}`]: bytesOf('go1.22.12'),
      [`/go/${fileOf('go1.22.12')}.sha256`]: text,
    })

  it('gives exact releases by the digest beside them', async () => {
    server.answer = digest(`${made['go1.22.12']?.archive.sha256}\n`)
    const source = openSource(parseSourcePlace(`${server.url}/go`), PLATFORM)
    expect(await source.catalogue(never)).toBeUndefined()
    expect(resolveAsked('1.22.12', undefined, source.name).release).toBe('go1.22.12')
    expect(() => resolveAsked('1.22', undefined, source.name)).toThrow(
      expect.objectContaining({ code: 'source_without_index' }),
    )
    expect((await installFrom(`${server.url}/go`, 'go1.22.12')).voucher.kind).toBe('digest-file')
    expect(await codeOf(source.find('go1.22.13', watch()))).toBe('release_not_offered')
  })

  it.each([
    ['<!doctype html><title>404</title>', 'digest_malformed'],
    ['nonsense', 'digest_malformed'],
    [`${'a'.repeat(64)}  another.tar.gz`, 'digest_malformed'],
    ['x'.repeat(5000), 'source_too_long'],
  ])('is not believed when the digest is %.20s', async (text, code) => {
    server.answer = digest(text)
    const source = openSource(parseSourcePlace(`${server.url}/go`), PLATFORM)
    expect(await codeOf(source.find('go1.22.12', watch()))).toBe(code)
  })

  it('is asked for one byte when it does not tell the size', async () => {
    const good = digest(`${made['go1.22.12']?.archive.sha256}`)
    server.answer = (request, response) => {
      if (request.method === 'HEAD') response.writeHead(200, { 'transfer-encoding': 'chunked' }).end()
      else if (request.headers.range === 'bytes=0-0')
        response.writeHead(206, { 'content-range': `bytes 0-0/${bytesOf('go1.22.12').length}` }).end('x')
      else good(request, response)
    }
    await installFrom(`${server.url}/go`, 'go1.22.12')
  })
})

describe('a folder', () => {
  let folder: string
  beforeEach(() => {
    folder = join(box.folder, 'go archives')
    mkdirSync(folder)
    for (const name of NAMES) writeFileSync(join(folder, fileOf(name)), bytesOf(name))
  })

  it.each(['dl.json', 'index.json'])('with %s gives what that says', async (name) => {
    writeFileSync(join(folder, name), indexOf(NAMES))
    expect((await installFrom(folder, 'go1.21.13')).voucher.kind).toBe('index')
    expect((await installFrom(`file://${folder.replace(' ', '%20')}`, 'go1.22.3')).voucher.kind).toBe('index')
  })

  it('without an index gives what lies there, and says that nothing vouches for it', async () => {
    writeFileSync(
      join(folder, `${fileOf('go1.22.12')}.sha256`),
      `${made['go1.22.12']?.archive.sha256}  ${fileOf('go1.22.12')}\n`,
    )
    const catalogue = await openSource(parseSourcePlace(folder), PLATFORM).catalogue(never)
    expect(catalogue?.releases.map((r) => r.name)).toEqual(NAMES)
    expect((await installFrom(folder, 'go1.22.12')).voucher.kind).toBe('digest-file')
    expect((await installFrom(folder, 'go1.23.5')).voucher.kind).toBe('nothing')
  })

  it('whose archive is under another name or digest is refused', async () => {
    copyFileSync(join(folder, fileOf('go1.21.13')), join(folder, fileOf('go1.22.12')))
    expect(await codeOf(installFrom(folder, 'go1.22.12'))).toBe('archive_wrong_release')
    writeFileSync(join(folder, `${fileOf('go1.22.12')}.sha256`), 'b'.repeat(64))
    expect(await codeOf(installFrom(folder, 'go1.22.12'))).toBe('digest_mismatch')
  })

  it('that is not there, or is no index, is said so', async () => {
    const missing = openSource(parseSourcePlace(join(folder, 'no')), PLATFORM)
    expect(await codeOf(missing.catalogue(never))).toBe('source_missing')
    writeFileSync(join(folder, 'dl.json'), '[]')
    expect(await codeOf(openSource(parseSourcePlace(folder), PLATFORM).catalogue(never))).toBe(
      'index_malformed',
    )
  })
})

describe('a Go module proxy', () => {
  const zip = moduleZip('go1.22.12', PLATFORM)
  const version = 'v0.0.1-go1.22.12.linux-amd64'
  const served = {
    '/golang.org/toolchain/@v/list': `${version}\nv0.0.1-go1.23.5.darwin-arm64\nnonsense\n`,
    [`/golang.org/toolchain/@v/${version}.zip`]: zip.bytes,
  }
  const logWith = (h1: string) => {
    const text = `golang.org/toolchain ${version} ${h1}\n`
    return testLog([{ name: `golang.org/toolchain@${version}`, text }], 300)
  }
  /** The proxy, and a log that it passes on. */
  const through = (h1: string) => {
    const log = logWith(h1)
    const passed = Object.entries(log.files).map(([path, bytes]) => [`/sumdb/log.example${path}`, bytes])
    server.answer = files({ ...served, ...Object.fromEntries(passed) })
    const place = { kind: 'goproxy', name: server.url, base: server.url } as const
    return goproxySource(place, PLATFORM, publicLog(server.url, { GOSUMDB: log.key }))
  }

  it('gives releases that the public log knows by this hash', async () => {
    const source = through(zip.h1)
    const catalogue = await source.catalogue(never)
    expect(catalogue).toEqual({ releases: [{ name: 'go1.22.12', stable: true }], elsewhere: ['go1.23.5'] })
    const found = await source.find('go1.22.12', watch())
    expect(found.voucher).toEqual({ kind: 'public-log', log: 'log.example', size: 300 })
    expect(existsSync(found.fetch.from)).toBe(true)
    await found.done()
    expect(readdirSync(box.layout.cache)).toEqual([])
  })

  it('is refused when the log says another hash, and leaves nothing', async () => {
    expect(await codeOf(through(`h1:${'A'.repeat(43)}=`).find('go1.22.12', watch()))).toBe(
      'public_log_mismatch',
    )
    expect(readdirSync(box.layout.cache)).toEqual([])
  })

  it('alone vouches for a release when no log can be asked, and it is said so', async () => {
    server.answer = files(served)
    const place = { kind: 'goproxy', name: server.url, base: server.url } as const
    const log = publicLog(server.url, { GOSUMDB: `${logWith(zip.h1).key} http://127.0.0.1:9` })
    const found = await goproxySource(place, PLATFORM, log).find('go1.22.12', watch())
    expect(found.voucher).toMatchObject({ kind: 'proxy-alone', why: expect.stringContaining('log.example') })
    expect(
      (await goproxySource(place, PLATFORM, undefined).find('go1.22.12', watch())).voucher,
    ).toMatchObject({
      why: 'GOSUMDB is off',
    })
  })

  it('may be a folder in its layout, which stays as it is', async () => {
    const folder = join(box.folder, 'proxy')
    for (const [path, bytes] of Object.entries(served)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), bytes)
    }
    const log = logWith(zip.h1)
    for (const [path, bytes] of Object.entries(log.files)) {
      const at = join(folder, 'sumdb/log.example', path)
      mkdirSync(dirname(at), { recursive: true })
      writeFileSync(at, bytes)
    }
    const before = process.env.GOSUMDB
    process.env.GOSUMDB = log.key
    try {
      expect((await installFrom(folder, 'go1.22.12')).voucher.kind).toBe('public-log')
    } finally {
      if (before === undefined) delete process.env.GOSUMDB
      else process.env.GOSUMDB = before
    }
    expect(existsSync(join(folder, `golang.org/toolchain/@v/${version}.zip`))).toBe(true)
  })

  it('that breaks off goes on from there', async () => {
    const source = through(zip.h1)
    writeFileSync(join(box.layout.cache, 'go1.22.12.linux-amd64.module.zip.part'), zip.bytes.subarray(0, 700))
    await source.find('go1.22.12', watch())
    expect(server.asked.map(({ range }) => range)).toContain('bytes=700-')
  })

  it('without the release says so', async () => {
    expect(await codeOf(through(zip.h1).find('go1.22.11', watch()))).toBe('release_unknown')
  })
})

describe('a source', () => {
  it.each(['ftp://x/y', 'goproxy:', 'goproxy:direct', 'goproxy:https://a,https://b', 'https://'])(
    'is not %s',
    (text) => {
      expect(() => parseSourcePlace(text)).toThrow(expect.objectContaining({ code: 'bad_source' }))
    },
  )
})

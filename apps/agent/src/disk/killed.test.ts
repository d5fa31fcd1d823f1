import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate } from './activate.js'
import { clean } from './clean.js'
import { lockRoot } from './lock.js'
import { observe } from './observe.js'
import { goodRelease, install, type Sandbox, sandbox } from './sandbox.js'
import { verifyBytes } from './verify-bytes.js'

const KILLS = Number(process.env.GOHERD_KILLS ?? 25)
const OLD = 'go1.21.13'
const NEW = 'go1.22.12'

/** Does every change there is, over and over, until it is killed. */
const VICTIM = `
import { readFileSync } from 'node:fs'
import { activate, clean, fileSource, installRelease, layoutOf, lockRoot, removeRelease, takeSnapshot, writeSettings } from './index.ts'
const [root, archives] = process.argv.slice(2)
const layout = layoutOf(root)
await lockRoot(layout)
await clean(layout, Date.now())
const made = JSON.parse(readFileSync(archives, 'utf8'))
console.log('started')
for (let n = 0; ; n++) {
  const { release, archive, path } = made[n % made.length]
  const other = made[(n + 1) % made.length].release
  const source = { open: fileSource(path).open }
  const watch = { onProgress() {}, onStage() {}, signal: new AbortController().signal }
  await takeSnapshot(layout, { reason: 'loop', now: new Date().toISOString(), id: 's' + process.pid + '-' + n })
  await installRelease({ layout, release, archive, source, settings: { GOPROXY: 'https://p.example/' + n }, ...watch })
  await activate(layout, release)
  await writeSettings(layout, release, { GOFLAGS: '-n=' + n })
  await removeRelease(layout, other).catch((e) => { if (e.code !== 'release_unknown') throw e })
}
`

let box: Sandbox
let victim: string
let archives: string
beforeEach(async () => {
  box = await sandbox()
  victim = join(box.folder, 'victim.mjs')
  archives = join(box.folder, 'archives.json')
  const resolveDir = dirname(new URL(import.meta.url).pathname)
  const banner = "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);"
  buildSync({
    stdin: { contents: VICTIM, resolveDir, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: banner },
    outfile: victim,
    logLevel: 'error',
  })
  const made = [OLD, NEW].map((release) => {
    const { bytes, archive } = goodRelease(release)
    const path = join(box.folder, archive.filename)
    writeFileSync(path, bytes)
    return { release, archive, path }
  })
  writeFileSync(archives, JSON.stringify(made))
  await install(box.layout, goodRelease(OLD))
  await activate(box.layout, OLD)
})
afterEach(() => box.remove())

/** Starts the loop, kills it after a while, and waits until it is gone. */
async function killAfter(milliseconds: number): Promise<string> {
  const child = spawn(process.execPath, [victim, box.layout.root, archives], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  await new Promise((later) => setTimeout(later, milliseconds))
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return stderr
}

describe('a kill', () => {
  it(`at any moment leaves a working go, and the next agent goes on (${KILLS} kills)`, async () => {
    for (let n = 0; n < KILLS; n++) {
      // Spread over several rounds of the loop, finer than one of its steps.
      expect(await killAfter((n * 7.3) % 90), `kill ${n}`).toBe('')
      const said = execFileSync(join(box.layout.current, 'bin', 'go'), ['version'], { encoding: 'utf8' })
      expect(said, `kill ${n}`).toMatch(/^go version go1\.2[12]\.1[23] /)
      const known = {
        lastBytes: { kind: 'unchecked' as const },
        lastGoVersion: null,
        now: '2025-02-04T12:00:00.000Z',
      }
      const { link } = await observe(box.layout, known)
      expect(link.kind, `kill ${n}: ${JSON.stringify(link)}`).toBe('managed')
      if (link.kind !== 'managed') return
      expect(await verifyBytes(box.layout, link.release, known.now), `kill ${n}`).toMatchObject({
        kind: 'intact',
      })
    }
    const lock = await lockRoot(box.layout)
    await clean(box.layout, Date.now())
    expect(readdirSync(box.layout.staging)).toEqual([])
    await install(box.layout, goodRelease(NEW))
    await activate(box.layout, NEW)
    expect(await verifyBytes(box.layout, NEW, 'now')).toMatchObject({ kind: 'intact' })
    await lock.release()
  })

  it('while the active tree is being replaced leaves a working go at each of its steps', async () => {
    // The state after each rename of the replacement, as a kill would leave it, is mended by the next installation.
    const standIn = join(box.layout.staging, 'go1.21.13-killed')
    mkdirSync(standIn)
    execFileSync('cp', ['-a', join(box.layout.releases, OLD), join(standIn, 'stand-in')])
    execFileSync('ln', ['-sfn', 'staging/go1.21.13-killed/stand-in', box.layout.current])
    for (const gone of [`${OLD}.manifest`, OLD]) {
      execFileSync('rm', ['-rf', join(box.layout.releases, gone)])
      await clean(box.layout, Date.now())
      expect(
        execFileSync(join(box.layout.current, 'bin', 'go'), ['version'], { encoding: 'utf8' }),
      ).toContain(OLD)
    }
    await install(box.layout, goodRelease(OLD))
    await activate(box.layout, OLD)
    await clean(box.layout, Date.now())
    expect(readdirSync(box.layout.staging)).toEqual([])
    expect(await verifyBytes(box.layout, OLD, 'now')).toMatchObject({ kind: 'intact' })
  })
})

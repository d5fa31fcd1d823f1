import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hash1Text } from '@goherd/go-archive'
import { zipOf } from '@goherd/go-archive/zip-maker'
import type { CheckOrder, CheckResult } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifestOf, treeOf } from '../disk/layout.js'
import { type Sandbox, sandbox } from '../disk/sandbox.js'
import { zipped } from '../test/module-zip.js'
import { testGo } from '../test/test-go.js'
import { unpackGo } from '../test/unpack-go.js'
import { runCheck } from './run-check.js'

const [OLD, NEW] = ['go1.21.13', 'go1.22.12']
const PASSES = 'package app\n\nimport "testing"\n\nfunc TestIt(t *testing.T) {}\n'
const FAILS = `//go:build go1.22\n\n${PASSES.replace('{}', '{ t.Fatal("not under this Go") }')}`

let box: Sandbox
beforeAll(async () => {
  box = await sandbox()
  // Whoever checks run as has to get to the releases.
  chmodSync(box.folder, 0o755)
})
afterAll(() => box.remove())

function order(trial: CheckOrder['trial'], more: Partial<CheckOrder> = {}): CheckOrder {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const head = { format: 1, kind: 'check', id: 'c', hostId: 'h' } as const
  return { ...head, from: OLD, to: NEW, trial, timeoutSeconds: 600, expiresAt, ...more }
}

async function check(asked: CheckOrder): Promise<CheckResult> {
  const result = await runCheck({ layout: box.layout, user: undefined }, asked, new AbortController().signal)
  // Whatever happened, nothing is left.
  expect(readdirSync(box.layout.staging)).toEqual([])
  return result
}

/** A release that is a shell script, which is enough for a smoke check. */
function pretend(release: string): void {
  mkdirSync(join(treeOf(box.layout, release), 'bin'), { recursive: true })
  writeFileSync(manifestOf(box.layout, release), '')
}

describe('a smoke check', () => {
  const folder = () => join(box.layout.root, 'smoke.d')
  beforeAll(() => {
    pretend(OLD)
    pretend(NEW)
    mkdirSync(folder(), { recursive: true, mode: 0o755 })
  })
  const put = (name: string, script: string, mode = 0o755) => {
    writeFileSync(join(folder(), name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder(), name), mode)
  }
  const smoke = (name: string, more: Partial<CheckOrder> = {}) =>
    check(order({ kind: 'smoke', check: name }, more))

  it('runs under the new release, without the rights of root, and its end is told', async () => {
    put(
      'builds',
      `echo "$GOHERD_PREVIOUS to $GOHERD_RELEASE as $(id -u)"; echo "$PATH" | cut -d: -f1; touch "$HOME/x"; exit 3`,
    )
    const uid = process.getuid?.() === 0 ? 65_534 : process.getuid?.()
    expect(await smoke('builds')).toEqual({
      kind: 'smoke',
      ran: {
        exitCode: 3,
        ms: expect.any(Number),
        output: `${OLD} to ${NEW} as ${uid}\n${join(treeOf(box.layout, NEW), 'bin')}\n`,
      },
    })
  })

  it('that does not end is ended, its children too', async () => {
    put('hangs', 'sleep 60 & wait')
    const result = await smoke('hangs', { timeoutSeconds: 1 })
    expect(result).toMatchObject({
      kind: 'smoke',
      ran: { exitCode: null, output: 'it did not end in time\n' },
    })
  })

  it.each([
    ['is not there', 'missing', 'smoke_missing', () => undefined],
    ['others may write to', 'open', 'smoke_unsafe', () => put('open', 'exit 0', 0o777)],
    ['is not executable', 'plain', 'smoke_unsafe', () => put('plain', 'exit 0', 0o644)],
    ['is a link', 'link', 'smoke_unsafe', () => symlinkSync('/bin/true', join(folder(), 'link'))],
    ['is a path', '../../etc/passwd', 'smoke_name', () => undefined],
    [
      'names a shell that is not there',
      'noise',
      'not_started',
      () => {
        writeFileSync(join(folder(), 'noise'), '#!/no/such/shell\n')
        chmodSync(join(folder(), 'noise'), 0o755)
      },
    ],
  ])('that %s is not run', async (_, name, code, prepare) => {
    prepare()
    expect(await smoke(name)).toMatchObject({ kind: 'unable', code })
  })

  it('is not run under a release that is not here', async () => {
    expect(await smoke('builds', { to: 'go1.99.1' })).toMatchObject({
      kind: 'unable',
      code: 'release_missing',
    })
  })
})

const go = testGo()
describe.skipIf(go === undefined)('a build under two releases (needs GOHERD_TEST_GO)', () => {
  let proxy = ''
  beforeAll(() => {
    if (go === undefined) return
    proxy = mkdtempSync(join(tmpdir(), 'goherd-modules-'))
    chmodSync(proxy, 0o755)
    for (const release of [OLD, NEW]) {
      unpackGo(go, release, box.layout.releases)
      writeFileSync(manifestOf(box.layout, release), '')
      writeFileSync(
        join(treeOf(box.layout, release), 'go.env'),
        `GOPROXY=file://${proxy}\nGOSUMDB=off\nCGO_ENABLED=0\n`,
      )
    }
  })
  afterAll(() => rmSync(proxy, { recursive: true, force: true }))

  /** Puts a module into the proxy; answers its checksum. */
  function publish(path: string, files: Readonly<Record<string, string>>): string {
    const all = { 'go.mod': `module ${path}\n\ngo 1.21\n`, ...files }
    const named = Object.entries(all).map(([name, text]) => ({ name: `${path}@v1.0.0/${name}`, text }))
    const versions = join(proxy, path, '@v')
    mkdirSync(versions, { recursive: true })
    writeFileSync(join(versions, 'v1.0.0.info'), '{"Version":"v1.0.0"}')
    writeFileSync(join(versions, 'v1.0.0.mod'), all['go.mod'])
    const members = named.map(({ name, text }) => zipped(name, text))
    writeFileSync(join(versions, 'v1.0.0.zip'), zipOf({ members }))
    const digests = named.map(({ name, text }) => ({
      name,
      sha256: createHash('sha256').update(text).digest('hex'),
    }))
    return `h1:${createHash('sha256').update(hash1Text(digests)).digest('base64')}`
  }
  const build = (path: string, sum: string) =>
    check(order({ kind: 'build', module: { path, version: 'v1.0.0', sum }, packages: './...' }))

  it('measures each side, and sees what only the new one does', async () => {
    const main = 'package main\n\nfunc main() { println("hello") }\n'
    const sum = publish('example.com/app', {
      'cmd/app/main.go': main,
      'it_test.go': PASSES,
      'new_test.go': FAILS.replace('TestIt', 'TestNew'),
      'app.go': 'package app\n',
    })
    const result = await build('example.com/app', sum)
    if (result.kind !== 'build') throw new Error(JSON.stringify(result))
    expect(result.old).toMatchObject({
      release: OLD,
      build: { exitCode: 0 },
      vet: { exitCode: 0 },
      test: { exitCode: 0 },
    })
    expect(result.new).toMatchObject({
      release: NEW,
      build: { exitCode: 0 },
      vet: { exitCode: 0 },
      test: { exitCode: 1 },
    })
    expect(result.new.test.output).toContain('not under this Go')
    for (const side of [result.old, result.new]) {
      expect(side.binaryBytes).toBeGreaterThan(500_000)
      expect(side.build.ms).toBeGreaterThan(0)
    }
  })

  it('builds no other bytes than those that were pinned', async () => {
    publish('example.com/other', { 'a.go': 'package a\n' })
    const result = await build('example.com/other', `h1:${'A'.repeat(43)}=`)
    expect(result).toMatchObject({ kind: 'unable', code: 'sum_mismatch' })
  })

  it('cannot be tried without the module', async () => {
    expect(await build('example.com/none', `h1:${'A'.repeat(43)}=`)).toMatchObject({
      kind: 'unable',
      code: 'module_unavailable',
    })
    expect(existsSync(join(dirname(box.layout.root), 'gopath'))).toBe(false)
  })
})

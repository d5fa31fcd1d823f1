import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { goodRelease, install, type Sandbox, sandbox } from '../disk/sandbox.js'
import { agent } from '../test/agent-process.js'
import { checkCompiler, checkGit, checkLibc } from './check-builds.js'
import { checkDaemon, checkService, checkVersion } from './check-service.js'
import { checkGoroot, checkOtherGo, checkPath } from './check-shells.js'
import { checkSource } from './check-source.js'
import { answer, machineWith, patientOf } from './test-patient.js'

let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
})
afterEach(() => box.remove())

const onPath = () =>
  writeFileSync(
    join(box.layout.state, 'path.json'),
    JSON.stringify({ format: 1, onPath: true, files: [], links: [], exports: {} }),
  )
const ours = () => join(box.layout.current, 'bin', 'go')

describe('PATH', () => {
  it('that was never set up is a warning, repaired for the usual root only', async () => {
    const found = checkPath(await patientOf(box.layout))
    expect(found).toMatchObject({ status: 'warn', repair: null })
    expect(checkPath(await patientOf(box.layout, { isUsualRoot: true })).repair).toEqual({
      kind: 'put-on-path',
    })
  })

  it('is asked of every shell', async () => {
    onPath()
    const machine = await machineWith(box.layout, { user: { name: 'ana', home: '/home/ana', isRoot: false } })
    const said = async (...shells: ReturnType<typeof answer>[]) =>
      checkPath(await patientOf(box.layout, { machine, shells }))
    expect(await said(answer({ go: ours() }))).toMatchObject({ status: 'ok' })
    expect(await said(answer({ go: ours() }), answer({ shell: 'zsh', login: false }))).toMatchObject({
      status: 'fail',
      says: 'zsh finds no go',
    })
    expect(await said(answer({ trouble: 'it was ended by SIGKILL' }))).toMatchObject({
      status: 'warn',
      says: 'login bash could not be asked: it was ended by SIGKILL',
    })
  })

  it('of a plain bash of root is that of its session', async () => {
    onPath()
    const machine = await machineWith(box.layout, { user: { name: 'root', home: '/root', isRoot: true } })
    const shells = [answer({ login: false })]
    expect(checkPath(await patientOf(box.layout, { machine, shells })).status).toBe('ok')
  })

  it('with another Go first is named', async () => {
    onPath()
    const other = '/usr/local/go/bin/go'
    const gos = [{ path: other, origin: 'usr-local', release: 'go1.21.13' } as const]
    const machine = await machineWith(box.layout, { gos })
    const found = checkOtherGo(await patientOf(box.layout, { machine, shells: [answer({ go: other })] }))
    expect(found).toMatchObject({
      status: 'fail',
      says: `login bash runs ${other} instead of this root’s go`,
    })
    const well = checkOtherGo(await patientOf(box.layout, { machine, shells: [answer({ go: ours() })] }))
    expect(well).toMatchObject({ status: 'ok', says: `this root’s go comes before ${other}` })
  })

  it('has no GOROOT beside it', async () => {
    expect(checkGoroot(await patientOf(box.layout)).status).toBe('ok')
    expect(checkGoroot(await patientOf(box.layout, { env: { GOROOT: '/x' } })).status).toBe('warn')
    const shells = [answer({ goroot: '/opt/go' })]
    expect(checkGoroot(await patientOf(box.layout, { shells }))).toMatchObject({
      status: 'fail',
      says: 'login bash exports GOROOT=/opt/go',
    })
  })
})

describe('the source', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  async function serve(date: Date, type = 'application/json'): Promise<string> {
    const started = createServer((_, response) => {
      response.sendDate = false
      response.writeHead(200, { date: date.toUTCString(), 'content-type': type }).end('[]')
    })
    server = started
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
    const { port }: AddressInfo = addressOf(started)
    return `http://127.0.0.1:${port}/dl`
  }

  function addressOf(started: Server): AddressInfo {
    const address = started.address()
    if (address === null || typeof address === 'string') throw new Error('it does not listen')
    return address
  }

  const check = async (source: string) =>
    checkSource(await patientOf(box.layout, { env: { GOHERD_GO_SOURCE: source } }))

  it('that answers shows whether the clock is right', async () => {
    const url = await serve(new Date())
    expect((await check(url)).map(({ id, status }) => [id, status])).toEqual([
      ['source', 'ok'],
      ['clock', 'ok'],
    ])
  })

  it('whose time is another shows a clock that is off', async () => {
    const found = await check(await serve(new Date(Date.now() - 3_600_000)))
    expect(found[1]).toMatchObject({
      id: 'clock',
      status: 'fail',
      says: 'this machine’s clock is 60 minutes ahead of the other side’s',
    })
  })

  it('that answers a page for people is no source', async () => {
    const [found] = await check(await serve(new Date(), 'text/html'))
    expect(found).toMatchObject({ id: 'source', status: 'fail', says: expect.stringContaining('a web page') })
  })

  it('that does not answer fails, or warns where a release is installed already', async () => {
    const url = await serve(new Date())
    server?.close()
    expect((await check(url))[0]).toMatchObject({
      status: 'fail',
      says: expect.stringContaining('ECONNREFUSED'),
    })
    await install(box.layout, goodRelease('go1.22.12'))
    expect((await check(url))[0]).toMatchObject({ status: 'warn' })
  })

  it('that is a folder is there or not', async () => {
    const folder = join(box.folder, 'go')
    expect((await check(folder))[0]).toMatchObject({ status: 'fail' })
    mkdirSync(folder)
    expect(await check(folder)).toMatchObject([{ status: 'ok', says: `${folder} is there` }])
  })
})

describe('the daemon', () => {
  const identity = {
    hostId: 'h1',
    name: 'build-1',
    group: 'builds',
    groupId: 'g1',
    signingKey: 'unused',
    keyId: 'k1',
    server: 'https://goherd.example.com',
  }
  const live = { pid: 7, connected: true, connectionError: null, phase: { kind: 'idle' } as const, epoch: 1 }
  const enrolled = async () => patientOf(box.layout, { identity })

  it('is needed only where the root is enrolled', async () => {
    expect(checkDaemon(await patientOf(box.layout)).status).toBe('ok')
    expect((await checkService(await patientOf(box.layout))).status).toBe('ok')
    expect(checkDaemon(await enrolled())).toMatchObject({ status: 'fail', says: 'the daemon does not run' })
  })

  it('is to be connected, and as new as this command', async () => {
    expect(checkDaemon({ ...(await enrolled()), live }).status).toBe('ok')
    const lost = { ...live, connected: false, connectionError: 'refused' }
    expect(checkDaemon({ ...(await enrolled()), live: lost })).toMatchObject({
      status: 'fail',
      says: 'the daemon is not connected: refused',
    })
    expect(checkVersion({ ...(await enrolled()), live }).status).toBe('warn')
    expect(checkVersion({ ...(await enrolled()), live: { ...live, version: '0.0.1' } })).toMatchObject({
      says: expect.stringContaining('the daemon is 0.0.1'),
    })
  })
})

describe('what builds need', () => {
  it('is said with the command that gets it', async () => {
    const machine = await machineWith(box.layout, {
      compiler: { kind: 'missing', program: 'gcc', install: 'apk add build-base' },
      git: { found: false, install: 'apk add git' },
      libc: { kind: 'musl', version: '1.2.5' },
    })
    const patient = await patientOf(box.layout, { machine })
    expect(checkCompiler(patient)).toMatchObject({ status: 'warn', fix: 'Run: apk add build-base' })
    expect(checkGit(patient)).toMatchObject({ status: 'warn', fix: 'Run: apk add git' })
    expect(checkLibc(patient)).toMatchObject({ status: 'warn', says: expect.stringContaining('musl 1.2.5') })
  })
})

describe('doctor', () => {
  const { HOME } = process.env
  beforeEach(() => {
    process.env.GOHERD_GO_SOURCE = box.folder
    // The start-up files of whoever runs the tests are no part of them.
    process.env.HOME = box.folder
  })
  afterEach(() => {
    delete process.env.GOHERD_GO_SOURCE
    process.env.HOME = HOME
  })

  it('prints every finding, and ends with 1 when something fails', async () => {
    const well = await agent('doctor', '--root', box.layout.root, '--json')
    const { findings, healthy } = JSON.parse(well.stdout)
    expect(findings.length).toBeGreaterThan(22)
    expect([well.status, healthy]).toEqual([0, true])
    writeFileSync(join(box.layout.state, 'memory.json'), 'torn')
    const ill = await agent('doctor', '--root', box.layout.root)
    expect(ill.status).toBe(1)
    expect(ill.stdout).toMatch(/^fail {2}memory .*damaged$/m)
    expect(ill.stdout).toMatch(/^1 thing does not work, \d+ may hurt one day\.$/m)
  })

  it('repairs what it safely can, and says each thing', async () => {
    mkdirSync(join(box.layout.staging, 'left'))
    const { stdout } = await agent('doctor', '--fix', '--root', box.layout.root, '--json')
    const { repaired, findings } = JSON.parse(stdout)
    expect(repaired).toEqual([
      { id: 'staging', done: true, says: 'cleared away 1 unfinished folders, 0 old downloads' },
    ])
    expect(findings).toContainEqual({
      id: 'staging',
      status: 'ok',
      says: 'nothing is left unfinished',
      fix: null,
    })
  })
})

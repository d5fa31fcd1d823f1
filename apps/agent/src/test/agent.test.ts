import {
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agent, goVersionOf, RunningAgent, run } from './agent-process.js'
import { testGo } from './test-go.js'
import { TestServer } from './test-server.js'

const go = testGo()
const [OLD, NEW] = ['go1.21.13', 'go1.22.12']

describe.skipIf(go === undefined)('an agent and its server (needs GOHERD_TEST_GO)', () => {
  const root = mkdtempSync(join(tmpdir(), 'goherd-agent-'))
  let server: TestServer
  let running: RunningAgent | undefined

  const json = async (...args: string[]) => {
    const { status, stdout, stderr } = await agent(...args, '--root', root, '--json')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return JSON.parse(stdout)
  }
  const start = () => {
    running = new RunningAgent(root)
    return running
  }
  const reached = (epoch: number, release: string) =>
    server.reported(
      (r) => r.epoch === epoch && r.phase.kind === 'idle' && r.observed.goVersion === release,
      120_000,
    )
  /** What was told of an epoch, in all. After an emergency it follows the proof by some seconds. */
  const historyOf = async (epoch: number) => {
    await server.reported((r) => r.events.some((e) => e.epoch === epoch && e.kind === 'converged'))
    return server.reports.flatMap((r) => r.events).filter((e) => e.epoch === epoch)
  }

  beforeAll(async () => {
    if (go === undefined) return
    server = await new TestServer(go).start()
  })
  afterEach(() => {
    server.disturbance = {}
  })
  afterAll(async () => {
    await running?.end('SIGKILL')
    await server.stop()
    rmSync(root, { recursive: true, force: true })
  })

  it('is refused with a bad token, and enrolls once with a good one', async () => {
    const bad = await agent(
      'enroll',
      '--server',
      server.url,
      '--token',
      'bad-token',
      '--root',
      root,
      '--json',
    )
    expect(bad.status).toBe(1)
    expect(JSON.parse(bad.stderr).error).toMatchObject({
      code: 'token_unknown',
      hint: 'Ask for another one.',
    })

    const args = [
      'enroll',
      '--server',
      `${server.url}/`,
      '--token',
      'good-token',
      '--name',
      'host-a',
      '--label',
      'env=test',
    ]
    const enrolled = await json(...args)
    expect(enrolled).toMatchObject({ name: 'host-a', group: 'build', server: server.url, root })
    expect(statSync(join(root, 'state', 'host-key.pem')).mode & 0o777).toBe(0o600)
    expect(statSync(join(root, 'state', 'identity.json')).mode & 0o777).toBe(0o600)

    const again = await agent(...args, '--root', root)
    expect(again.status).toBe(1)
    expect(again.stderr).toContain('is enrolled as host-a')
  })

  it('does not run without having been enrolled, and says what to do', async () => {
    const other = mkdtempSync(join(tmpdir(), 'goherd-agent-'))
    const { status, stderr } = await agent('run', '--root', other)
    rmSync(other, { recursive: true })
    expect(status).toBe(1)
    expect(stderr).toContain('goherd-agent enroll --server')
  })

  it('installs what it is assigned, with its settings, and proves it', async () => {
    start()
    const epoch = server.assign({ release: OLD, settings: { GOFLAGS: '-mod=mod' } })
    const report = await reached(epoch, OLD)
    expect(report.observed.link).toEqual({ kind: 'managed', release: OLD })
    expect(report.observed.settings).toEqual({ GOFLAGS: '-mod=mod' })
    expect(report.observed.proof).toMatch(/^[0-9a-f]{64}$/)
    expect(readlinkSync(join(root, 'current'))).toBe(`releases/${OLD}`)
    expect(await goVersionOf(root)).toBe(OLD)
    const kinds = (await historyOf(epoch)).map(({ kind }) => kind)
    for (const kind of [
      'assigned',
      'download',
      'hash',
      'unpack',
      'settings',
      'snapshot',
      'switch',
      'check',
      'converged',
    ]) {
      expect(kinds).toContain(kind)
    }
    expect(server.reports.find((r) => r.facts !== undefined)?.facts?.root).toBe(root)
    expect(server.reports.find((r) => r.labels !== undefined)?.labels).toEqual({ env: 'test' })
  })

  it('switches to another release and resumes a download that was cut off', async () => {
    server.disturbance = { cutAfter: 20_000_000 }
    const before = server.downloads
    const epoch = server.assign({ release: NEW, settings: {} })
    await expect.poll(() => server.downloads, { timeout: 300_000 }).toBeGreaterThan(before)
    server.disturbance = {}
    const report = await reached(epoch, NEW)
    expect(report.observed.installed.map((r) => r.release)).toEqual([NEW, OLD])
    expect(await goVersionOf(root)).toBe(NEW)
    expect(server.downloads).toBeGreaterThan(before + 1)
  })

  it('goes back without a download when the release is there', async () => {
    const before = server.downloads
    const epoch = server.assign({ release: OLD, settings: {} })
    await reached(epoch, OLD)
    expect(server.downloads).toBe(before)
    expect(readFileSync(join(root, 'current', 'go.env'), 'utf8')).not.toContain('GOFLAGS')
  })

  it('changes only the settings by one rename of go.env', async () => {
    const epoch = server.assign({ release: OLD, settings: { GOPROXY: 'https://proxy.example' } })
    const report = await reached(epoch, OLD)
    expect(report.observed.settings).toEqual({ GOPROXY: 'https://proxy.example' })
  })

  it('reports a moved link and an edited go.env as drift and leaves them alone', async () => {
    // It was there before, too: only what is reported from now on speaks of this.
    const { seq } = server.reports.at(-1) ?? { seq: 0 }
    unlinkSync(join(root, 'current'))
    symlinkSync(`releases/${NEW}`, join(root, 'current'))
    const moved = await server.reported(
      (r) => r.seq > seq && r.observed.link.kind === 'managed' && r.observed.goVersion === NEW,
    )
    expect(moved.phase.kind).toBe('idle')
    const status = await json('status')
    expect(status).toMatchObject({
      host: 'host-a',
      connected: true,
      wanted: OLD,
      actual: NEW,
      state: 'drifted',
    })
    expect(status.drift[0]).toMatchObject({ kind: 'link' })
    expect(await goVersionOf(root)).toBe(NEW)

    const epoch = server.assign({ release: OLD, settings: {} })
    await reached(epoch, OLD)
    writeFileSync(join(root, 'current', 'go.env'), 'GOPROXY=direct\n')
    const edited = await server.reported((r) => r.observed.settings.GOPROXY === 'direct')
    expect(
      edited.events.some((e) => e.kind === 'drift') ||
        server.reports.some((r) => r.events.some((e) => e.kind === 'drift')),
    ).toBe(true)
  })

  it('finds a changed byte on demand, and a new assignment repairs the active tree', async () => {
    const epoch = server.assign({ release: OLD, settings: {} })
    await reached(epoch, OLD)
    const file = join(root, 'releases', OLD, 'src', 'fmt', 'doc.go')
    writeFileSync(file, readFileSync(file, 'utf8').replace('Package fmt', 'Package FMT'))
    server.recheck(true)
    const changed = await server.reported((r) => r.observed.bytes.kind === 'changed')
    expect(changed.observed.bytes).toMatchObject({ count: 1, sample: ['src/fmt/doc.go'] })

    const repair = server.assign({ release: OLD, settings: {} })
    await server.reported(
      (r) => r.epoch === repair && r.phase.kind === 'idle' && r.observed.bytes.kind === 'intact',
      120_000,
    )
    expect(readFileSync(file, 'utf8')).toContain('Package fmt')
    expect(readlinkSync(join(root, 'current'))).toBe(`releases/${OLD}`)
  })

  it('brings a deleted tree back with the next assignment', async () => {
    rmSync(join(root, 'releases', OLD), { recursive: true })
    await server.reported((r) => r.observed.link.kind === 'dangling')
    const epoch = server.assign({ release: OLD, settings: {} })
    await reached(epoch, OLD)
    expect(await goVersionOf(root)).toBe(OLD)
  })

  it('refuses assignments that are forged, for others, or of an earlier epoch', async () => {
    const seen = server.reports.length
    const before = await json('status')
    server.push('a.b.c')
    const good = server.sign({ format: 1 })
    server.push(`${good.slice(0, -6)}AAAAAA`)
    server.assign({ release: NEW, settings: {} }, { scope: { kind: 'group', groupId: 'another' } })
    server.assign({ release: NEW, settings: {} }, { epoch: 1 })
    server.recheck(false)
    await expect.poll(() => server.reports.length, { timeout: 300_000 }).toBeGreaterThan(seen)
    const after = await json('status')
    expect({ epoch: after.epoch, actual: after.actual }).toEqual({
      epoch: before.epoch,
      actual: before.actual,
    })
  })

  it('works locally through the daemon, with a snapshot to go back to', async () => {
    const releases = await json('ls')
    expect(releases.map((r: { release: string; current: boolean }) => [r.release, r.current])).toEqual([
      [NEW, false],
      [OLD, true],
    ])
    expect(await json('use', '1.22')).toEqual({
      release: NEW,
      changed: true,
      path: join(root, 'releases', NEW),
    })
    expect(await goVersionOf(root)).toBe(NEW)
    const snapshots = await json('snapshots')
    expect(snapshots[0]).toMatchObject({ release: OLD, reason: `before goherd-agent use ${NEW}` })
    expect(await json('rollback', snapshots[0].id)).toMatchObject({ release: OLD, changed: true })
    expect(await goVersionOf(root)).toBe(OLD)
    const missing = await agent('use', 'go1.2.2', '--root', root, '--json')
    expect(missing.status).toBe(1)
    expect(JSON.parse(missing.stderr).error.code).toBe('release_not_here')
  })

  it('lets nobody else into its root', async () => {
    const second = await agent('run', '--root', root)
    expect(second.status).toBe(1)
    expect(second.stderr).toContain(`process ${running?.pid}`)
  })

  it('resends what was not committed, once each, after the server refused and the line broke', async () => {
    server.disturbance = { refuseReports: true }
    const epoch = server.assign({ release: NEW, settings: {} })
    await expect.poll(() => goVersionOf(root), { timeout: 300_000 }).toBe(NEW)
    server.cutConnections()
    server.disturbance = {}
    await reached(epoch, NEW)
    const told = await historyOf(epoch)
    expect(told.filter(({ kind }) => kind === 'converged')).toHaveLength(1)
    expect(server.handshakes.at(-1)?.epoch).toBe(epoch)
  })

  it('ends within seconds on SIGTERM, with exit code 0', async () => {
    expect(await running?.end('SIGTERM')).toBe(0)
    running = undefined
    const status = await json('status')
    expect(status).toMatchObject({ running: false, connected: false, actual: NEW })
  })

  it('switches locally without a daemon and without a server', async () => {
    await server.stop()
    expect(await json('use', OLD)).toMatchObject({ release: OLD, changed: true })
    expect(await json('rollback')).toMatchObject({ release: NEW })
    const compiled = await run(join(root, 'current', 'bin', 'go'), ['env', 'GOVERSION'])
    expect(compiled.stdout.trim()).toBe(NEW)
  })
})

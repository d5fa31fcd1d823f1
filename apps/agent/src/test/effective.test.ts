import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { compare, describeDrift } from '@goherd/model'
import type { HostReport } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agent, agentAt, RunningAgent } from './agent-process.js'
import { testGo } from './test-go.js'
import { HEARTBEAT_MS, TestServer } from './test-server.js'
import { unpackGo } from './unpack-go.js'

const go = testGo()
const [OLD, WANTED] = ['go1.21.13', 'go1.22.12']
const desired = { release: WANTED, settings: { GOFLAGS: '-mod=readonly' } }
/** A heartbeat, the shells that are started in it, and what this machine does besides. */
const SOON_MS = HEARTBEAT_MS + 5_000

/** What `bash` of this process's user reads is what these tests change. */
const usesBash = userInfo().shell?.endsWith('/bash') === true

describe.skipIf(go === undefined || !usesBash)(
  'what builds would run (needs GOHERD_TEST_GO and a user of bash)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'goherd-effective-story-'))
    const [root, home] = [join(folder, 'root'), join(folder, 'home')]
    const profile = join(home, '.profile')
    const first = (...folders: readonly string[]) => `export PATH="${folders.join(':')}:/usr/bin:/bin"\n`
    const managed = join(root, 'current', 'bin')
    let server: TestServer
    let running: RunningAgent

    const effectiveDrift = ({ observed }: HostReport) =>
      compare(desired, observed, { reached: true }).filter(
        // What this machine has for its services is not this story's.
        (drift) =>
          drift.kind === 'effective' && !('context' in drift.cause && drift.cause.context === 'service'),
      )
    const kindsIn = (report: HostReport) =>
      effectiveDrift(report).map((drift) => (drift.kind === 'effective' ? drift.cause.kind : drift.kind))
    const reported = (kinds: readonly string[], after = server.reports.length) =>
      server.reported(
        (report) =>
          server.reports.indexOf(report) >= after &&
          report.observed.effective !== undefined &&
          kindsIn(report).join() === kinds.join(),
        SOON_MS,
      )

    beforeAll(async () => {
      if (go === undefined) return
      mkdirSync(home)
      writeFileSync(profile, first(managed))
      writeFileSync(join(home, '.bashrc'), first(managed))
      server = await new TestServer(go).start()
      await agent(
        'enroll',
        '--server',
        server.url,
        '--token',
        'good-token',
        '--name',
        'host-e',
        '--root',
        root,
      )
      const onPath = { format: 1, onPath: true, files: [], links: [], exports: {} }
      writeFileSync(join(root, 'state', 'path.json'), JSON.stringify(onPath))
      running = new RunningAgent(root, { HOME: home })
      const epoch = server.assign(desired)
      await server.reported((r) => r.epoch === epoch && r.observed.goVersion === WANTED)
      unpackGo(go, OLD, join(folder, 'mine'), ['go/bin', 'go/VERSION'])
    })
    afterAll(async () => {
      await running.end('SIGKILL')
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    it('is the managed Go, in every shell', async () => {
      const go = { path: join(managed, 'go'), origin: 'managed', release: WANTED } as const
      const inShells = ({ observed }: HostReport) =>
        (observed.effective?.contexts ?? []).filter(({ context }) => context !== 'service')
      const user = userInfo().username
      const report = await server.reported((r) => inShells(r)[0]?.go?.release === WANTED, SOON_MS)
      // What a shell of this machine has behind its profile is its own affair.
      const firstOf = inShells(report).map(({ path, ...context }) => ({ ...context, first: path?.[0] }))
      expect(firstOf).toEqual([
        { context: 'login-shell', user, go, first: managed },
        { context: 'shell', user, go, first: managed },
      ])
      expect(kindsIn(report)).toEqual([])
    })

    it('is reported within a heartbeat when somebody puts another Go first, and again when it is gone', async () => {
      const other = join(folder, 'mine', OLD, 'bin')
      const brokenAt = Date.now()
      writeFileSync(profile, first(other, managed))
      const report = await reported(['shadowed'])
      console.info(
        `a broken PATH was reported after ${Date.now() - brokenAt} ms, heartbeat ${HEARTBEAT_MS} ms`,
      )
      expect(effectiveDrift(report).map(describeDrift)).toEqual([
        `in a login shell of ${userInfo().username}, go is ${other}/go (${OLD}, of unknown origin) and not Goherd's`,
      ])
      const status = JSON.parse((await agent('status', '--root', root, '--json')).stdout)
      expect(status).toMatchObject({ state: 'drifted', wanted: WANTED, actual: WANTED })
      writeFileSync(profile, first(managed))
      await reported([])
      expect(server.reports.some((r) => r.events.some(({ kind }) => kind === 'drift'))).toBe(true)
    })

    it('tells an exported GOROOT, and a setting that go env -w made stronger', async () => {
      writeFileSync(profile, `${first(managed)}export GOROOT=/opt/go\n`)
      await reported(['goroot'])
      mkdirSync(join(home, '.config', 'go'), { recursive: true })
      writeFileSync(join(home, '.config', 'go', 'env'), 'GOFLAGS=-mod=mod\n')
      await reported(['goroot', 'override'])
      rmSync(join(home, '.config'), { recursive: true })
      writeFileSync(profile, first(managed))
      await reported([])
    })

    it('tells a workspace that asks for a newer Go, and looks again after a switch', async () => {
      const workspace = join(home, 'app')
      mkdirSync(workspace)
      writeFileSync(join(workspace, 'go.mod'), 'module app\n\ngo 1.24\n')
      expect((await agent('watch', 'workspace', workspace, '--root', root)).status).toBe(0)
      await reported(['workspace'])
      expect((await agent('watch', 'rm', workspace, '--root', root)).status).toBe(0)
      await reported([])
      const tools = join(home, 'go', 'bin')
      mkdirSync(tools, { recursive: true })
      copyFileSync(join(folder, 'mine', OLD, 'bin', 'gofmt'), join(tools, 'mytool'))
      const report = await server.reported((r) => (r.observed.effective?.tools.length ?? 0) > 0, SOON_MS)
      expect(report.observed.effective?.tools).toEqual([{ path: join(tools, 'mytool'), release: OLD }])
    })

    it('is said on the host itself, with the fix, and exit code 3 where it is drift', async () => {
      writeFileSync(profile, `${first(managed)}export GOROOT=/opt/go\n`)
      await reported(['goroot'])
      const { status, stdout } = await agentAt(home, 'effective', '--root', root, '--json')
      expect(status).toBe(3)
      expect(JSON.parse(stdout).drift).toContainEqual({
        kind: 'goroot',
        reason: expect.stringContaining(`GOROOT is exported as /opt/go by ${profile}`),
        fix: expect.stringContaining(profile),
      })
    })
  },
)

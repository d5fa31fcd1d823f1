import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { downloadSite, type LoneMachine, loneMachine } from './src/lone-machine.js'

const PROGRAM = 'package main\n\nimport "runtime"\n\nfunc main() { println("built by", runtime.Version()) }\n'

describe.skipIf(!process.env.GOHERD_TEST_GO)('one machine, without any server', () => {
  let site: Awaited<ReturnType<typeof downloadSite>>
  let machine: LoneMachine
  const agentJson = async <T>(...args: string[]): Promise<T> => {
    const ran = await machine.agent(...args, '--json')
    if (ran.code !== 0) throw new Error(`${args.join(' ')}: ${ran.stderr}${ran.stdout}`)
    return JSON.parse(ran.stdout)
  }

  beforeAll(async () => {
    site = await downloadSite(process.env.GOHERD_TEST_GO ?? '')
    machine = await loneMachine(site.url)
  })
  afterAll(async () => {
    await machine?.remove()
    site?.close()
  })

  it('goes from nothing to a working go with one command', async () => {
    expect((await machine.shell('command -v go')).code).not.toBe(0)
    const ran = await machine.agent('install', '1.22')
    expect(ran, ran.stderr).toMatchObject({ code: 0 })
    expect(ran.stderr).toMatch(/1\.22 is go1\.22\.\d+/)
    const said = await machine.shell('go version')
    expect(said.stdout, said.stderr).toMatch(/^go version go1\.22\.\d+ /)
  })

  it('compiles and runs a program in a fresh login shell', async () => {
    const folder = join(machine.home, 'hello')
    await mkdir(folder)
    await writeFile(join(folder, 'main.go'), PROGRAM)
    const ran = await machine.shell(`cd ${folder} && go run main.go`)
    expect(ran.stderr).toMatch(/^built by go1\.22\./m)
  })

  it('keeps another release beside it, switches, and says what is there', async () => {
    expect((await machine.agent('install', '1.21', '--no-path')).code).toBe(0)
    expect((await machine.shell('go version')).stdout).toMatch(/go1\.22\./)
    expect((await machine.agent('use', '1.21')).code).toBe(0)
    expect((await machine.shell('go version')).stdout).toMatch(/go1\.21\./)
    const rows = await agentJson<{ release: string; current: boolean }[]>('ls')
    expect(rows.map(({ release, current }) => [release.slice(0, 6), current])).toEqual([
      ['go1.22', false],
      ['go1.21', true],
    ])
  })

  it('rolls settings and release back together, from its own disk', async () => {
    expect((await machine.agent('env', 'set', 'GOFLAGS=-trimpath')).code).toBe(0)
    expect((await machine.shell('go env GOFLAGS')).stdout.trim()).toBe('-trimpath')
    const [, beforeUse] = await agentJson<{ id: string; release: string }[]>('snapshots')
    expect(beforeUse?.release).toMatch(/^go1\.22\./)
    site.close()
    const back = await machine.agent('rollback', beforeUse?.id ?? '')
    expect(back, back.stderr).toMatchObject({ code: 0 })
    expect((await machine.shell('go version')).stdout).toMatch(/go1\.22\./)
    expect((await machine.shell('go env GOFLAGS')).stdout.trim()).toBe('')
  })

  it('uses what a folder asks for', async () => {
    const folder = join(machine.home, 'old')
    await mkdir(folder)
    await writeFile(join(folder, '.go-version'), '1.21\n')
    const which = await agentJson<{ release: string; from: { file: string } }>('which', '--dir', folder)
    expect(which.release).toMatch(/^go1\.21\./)
    const ran = await machine.agent('exec', '--dir', folder, '--', 'go', 'version')
    expect(ran.stdout, ran.stderr).toMatch(/go1\.21\./)
  })

  it('refuses to remove what is in use, and removes all of what is not', async () => {
    const { release } = await agentJson<{ release: string }>('current')
    const refused = await machine.agent('uninstall', release)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(release)
    expect((await machine.agent('verify')).code).toBe(0)
  })

  it('carries a release to a machine without a network', async () => {
    const { release } = await agentJson<{ release: string }>('current')
    const file = join(machine.home, 'go.bundle')
    const written = await machine.agent('export', release, '-o', file)
    expect(written, written.stderr).toMatchObject({ code: 0 })
    const other = await loneMachine('/nowhere')
    try {
      await writeFile(join(other.home, 'go.bundle'), await readFile(file))
      const taken = await other.agent('import', join(other.home, 'go.bundle'))
      expect(taken, taken.stderr).toMatchObject({ code: 0 })
      const rows = await other.agent('ls', '--json')
      expect(JSON.parse(rows.stdout)).toMatchObject([{ release }])
    } finally {
      await other.remove()
    }
  })

  it('takes itself off PATH again, leaving what was there before', async () => {
    const before = await machine.shell('command -v go')
    expect(before.stdout).toContain(machine.home)
    expect((await machine.agent('path', 'remove')).code).toBe(0)
    expect((await machine.shell('command -v go')).code).not.toBe(0)
  })

  it('says what is wrong with this machine, if anything', async () => {
    const ran = await machine.agent('doctor', '--json')
    const findings: unknown = JSON.parse(ran.stdout)
    expect(findings).toBeTruthy()
    expect([0, 1]).toContain(ran.code)
  })
})

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inventory } from '../disk/sandbox.js'
import { agent } from '../test/agent-process.js'
import { runAll } from './service-files.js'

let image: string
beforeEach(() => {
  image = mkdtempSync(join(tmpdir(), 'goherd-image-'))
})
afterEach(() => rmSync(image, { recursive: true, force: true }))

const isRoot = process.getuid?.() === 0
const unitOf = (folder: string) =>
  isRoot && process.platform === 'linux' ? join(folder, 'etc/systemd/system/goherd-agent.service') : undefined

describe('a service in an image', () => {
  it('is written, replaced and removed without a trace of its own', async () => {
    const flags = ['--root', '/srv/go herd', '--into', image, '--json']
    for (const _ of ['once', 'and again']) {
      const { status, stdout } = await agent('install-service', ...flags)
      expect(status).toBe(0)
      const { files, started } = JSON.parse(stdout)
      expect(started).toBe(false)
      expect(files).toHaveLength(1)
      expect(readFileSync(files[0], 'utf8')).toContain('"/srv/go herd"')
      expect(statSync(files[0]).mode & 0o777).toBe(0o644)
    }
    const unit = unitOf(image)
    if (unit !== undefined) expect(existsSync(unit)).toBe(true)
    expect(JSON.parse((await agent('uninstall-service', ...flags)).stdout)).toEqual({ removed: true })
    expect(inventory(image).filter((line) => !line.startsWith('folder'))).toEqual([])
    expect(JSON.parse((await agent('uninstall-service', ...flags)).stdout)).toEqual({ removed: false })
  })

  it('touches no root: that is made on the machine itself', async () => {
    await agent('install-service', '--root', join(image, 'root'), '--into', image)
    expect(existsSync(join(image, 'root'))).toBe(false)
  })
})

it.skipIf(existsSync('/run/systemd/system'))(
  'without a service manager it says what to start, and changes nothing',
  async () => {
    const root = join(image, 'root')
    const { status, stderr } = await agent('install-service', '--root', root)
    expect(status).toBe(1)
    expect(stderr).toContain('no service manager')
    expect(stderr).toContain(`run --root ${root}`)
    expect(existsSync(root)).toBe(false)
  },
)

describe('a command that fails', () => {
  it.each([
    [['sh', '-c', 'echo broken >&2; exit 3'], /`sh -c .*` ended with 3: broken/],
    [['sh', '-c', 'kill -9 $$'], /`sh -c .*` killed/],
    [['no-such-program-here'], /could not be started/],
  ] as const)('%j is told with its end and its words', async (command, message) => {
    await expect(runAll([command])).rejects.toMatchObject({
      code: 'service_command_failed',
      message: expect.stringMatching(message),
    })
  })
})

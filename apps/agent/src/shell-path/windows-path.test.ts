import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, sandbox } from '../disk/sandbox.js'
import { readPathRecord } from './record.js'
import { changeWindowsPath, windowsPathScript } from './windows-path.js'

let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
})
afterEach(() => box.remove())

/** What a simulated PowerShell was told, and says. */
function told(says: string) {
  const scripts: string[] = []
  const run = async (script: string) => {
    scripts.push(script)
    return `${says}\r\n`
  }
  return { scripts, run }
}

describe('the Path of a Windows user', () => {
  it('gets the folder first, and the record says so', async () => {
    const { scripts, run } = told('changed')
    const layout = box.layout
    const outcomes = await changeWindowsPath({ layout, action: 'add', dryRun: false, run })
    expect(outcomes).toEqual([{ path: 'the Path of this user', outcome: 'added', reason: null }])
    expect(scripts[0]).toContain(`$bin = '${join(layout.current, 'bin')}'`)
    expect(readPathRecord(layout).onPath).toBe(true)
    await changeWindowsPath({ layout, action: 'remove', dryRun: false, run })
    expect(readPathRecord(layout).onPath).toBe(false)
  })

  it('is left as it is in a dry run', async () => {
    const { scripts, run } = told('changed')
    await changeWindowsPath({ layout: box.layout, action: 'add', dryRun: true, run })
    expect(scripts[0]).not.toContain('SetValue')
    expect(readPathRecord(box.layout).onPath).toBe(false)
  })

  it('that could not be changed is an error with what was said', async () => {
    const { run } = told('Access denied')
    const failing = changeWindowsPath({ layout: box.layout, action: 'add', dryRun: false, run })
    await expect(failing).rejects.toMatchObject({ code: 'path_failed', cause: new Error('Access denied') })
    expect(readPathRecord(box.layout).onPath).toBe(false)
  })

  it('keeps the variables in it, and quotes a name as PowerShell wants it', () => {
    const script = windowsPathScript({ bin: "C:\\it's\\bin", action: 'add', dryRun: false })
    expect(script).toContain("$bin = 'C:\\it''s\\bin'")
    expect(script).toContain('DoNotExpandEnvironmentNames')
    expect(script).toContain('(@($bin) + $rest)')
    expect(windowsPathScript({ bin: 'C:\\x', action: 'remove', dryRun: false })).not.toContain(
      '(@($bin) + $rest)',
    )
  })
})

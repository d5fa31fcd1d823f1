import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { runCommand } from '../disk/run-command.js'
import { NOTHING_WRITTEN, readPathRecord, writePathRecord } from './record.js'
import type { PathOutcome } from './set-up.js'

/** A first start of PowerShell after a boot takes its time. */
const LIMIT_MS = 60_000
const WHERE = 'the Path of this user'

export interface WindowsPathOptions {
  readonly layout: Layout
  readonly action: 'add' | 'remove'
  readonly dryRun: boolean
  /** Runs a PowerShell script; answers what it printed. */
  run(script: string): Promise<string>
}

/**
 * Puts a root's `current\bin` first in the user's Path, or takes it out. On Windows that is a value in the registry, which is read and
 * written without expanding the variables in it. Throws AgentError.
 */
export async function changeWindowsPath(o: WindowsPathOptions): Promise<readonly PathOutcome[]> {
  const bin = join(o.layout.current, 'bin')
  const said = (await o.run(windowsPathScript({ ...o, bin }))).trim()
  if (said !== 'kept' && said !== 'changed') throw failed(said)
  const changed = o.action === 'add' ? 'added' : 'removed'
  if (!o.dryRun) {
    const record = { ...readPathRecord(o.layout), onPath: true }
    await writePathRecord(o.layout, o.action === 'add' ? record : NOTHING_WRITTEN)
  }
  return [{ path: WHERE, outcome: said === 'kept' ? 'kept' : changed, reason: null }]
}

/** The script behind changeWindowsPath: it prints `kept` or `changed`. Pure. */
export function windowsPathScript(o: {
  readonly bin: string
  readonly action: 'add' | 'remove'
  readonly dryRun: boolean
}): string {
  const after = o.action === 'add' ? '(@($bin) + $rest) -join ";"' : '$rest -join ";"'
  return `$ErrorActionPreference = 'Stop'
$bin = '${o.bin.replaceAll("'", "''")}'
$key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment', $true)
$before = [string]$key.GetValue('Path', '', [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
$rest = @($before.Split(';') | Where-Object { $_ -ne '' -and $_ -ne $bin })
if ('${o.action}' -eq 'remove' -and $before.Split(';') -notcontains $bin) { 'kept'; exit 0 }
$after = ${after}
if ($after -ceq $before) { 'kept'; exit 0 }
${o.dryRun ? '' : WRITE}'changed'
`
}

/** Setting a variable that is not there tells every window that the environment changed. */
const WRITE = `$key.SetValue('Path', $after, [Microsoft.Win32.RegistryValueKind]::ExpandString)
[Environment]::SetEnvironmentVariable('GOHERD_PATH_CHANGED', $null, 'User')
`

/** Runs a script with Windows' own PowerShell. Throws `path_failed`. */
export async function runPowerShell(script: string): Promise<string> {
  const known = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const end = await runCommand({
    file: 'powershell.exe',
    args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script],
    cwd: tmpdir(),
    env: Object.fromEntries(known),
    timeoutMs: LIMIT_MS,
    signal: new AbortController().signal,
  })
  if (end.kind === 'exited' && end.status === 0) return end.stdout
  throw failed(end.kind === 'not-started' ? end.cause.message : end.stderr)
}

function failed(said: string): AgentError {
  return new AgentError({
    code: 'path_failed',
    message: 'the Path of this user could not be changed',
    hint: 'Change it under Settings, System, About, Advanced system settings, Environment variables.',
    cause: new Error(said.trim().slice(0, 4000) || 'PowerShell said nothing'),
  })
}

import { join } from 'node:path'
import { describeSettingRefusal, refuseSetting } from '@goherd/model'
import type { Command } from 'commander'
import { type CommonFlags, carryOut, collect, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { type Layout, prepareRoot } from '../disk/layout.js'
import { shellsOf, thisMachine } from '../machine/index.js'
import { sayData, table } from '../say.js'
import {
  askerOf,
  askShells,
  changeWindowsPath,
  hasBlockOf,
  type PathOutcome,
  putOnPath,
  readPathRecord,
  removeFromPath,
  runPowerShell,
  type ShellAnswer,
  startupFiles,
} from '../shell-path/index.js'

interface PathFlags extends CommonFlags {
  readonly linkBin?: boolean
  readonly linkUsrLocal?: boolean
  readonly dryRun?: boolean
  readonly env?: readonly string[]
}

/** `path status | setup | remove`: whether and how shells find the Go of this root. */
export function addPath(program: Command): void {
  const path = program.command('path').description('put the Go of this machine on PATH, or take it off')
  command(path, 'status', 'what each shell finds when it is started now').action((flags: PathFlags) =>
    carryOut(flags, statusOfPath),
  )
  command(path, 'setup', 'add it to the start-up files of bash, zsh, fish and sh')
    .option(
      '--link-bin',
      'also link go and gofmt into /usr/local/bin (as a user: ~/.local/bin), for services',
    )
    .option('--link-usr-local', 'also link /usr/local/go (root only, and only when nothing is there)')
    .option(
      '--env <key=value>',
      'export a setting while a Go below 1.21 is active; may be given again',
      collect,
      [],
    )
    .option('--dry-run', 'say what would be done, and do nothing')
    .action((flags: PathFlags) => carryOut(flags, (layout, json) => setUp(layout, flags, json)))
  command(path, 'remove', 'take everything away again that setup added')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action((flags: PathFlags) => carryOut(flags, (layout, json) => takeDown(layout, flags, json)))
}

async function setUp(layout: Layout, flags: PathFlags, json: boolean): Promise<void> {
  const port = thisMachine()
  const exports = Object.fromEntries((flags.env ?? []).map(readExport))
  const dryRun = flags.dryRun ?? false
  if (!dryRun) await prepareRoot(layout)
  const { linkBin = false, linkUsrLocal = false } = flags
  const asker = askerOf(port, shellsOf(port))
  const outcomes =
    port.os === 'win32'
      ? await changeWindowsPath({ layout, action: 'add', dryRun, run: runPowerShell })
      : await putOnPath({ layout, asker, linkBin, linkUsrLocal, exports, dryRun })
  const { onPath } = readPathRecord(layout)
  const below121 =
    Object.keys(exports).length === 0
      ? []
      : [
          'The exports count while a Go below 1.21 is active, which reads no go.env. For newer ones: goherd-agent env set',
        ]
  const file = asker.isRoot ? '/etc/profile' : '~/.profile'
  const next = port.os === 'win32' ? 'Open a new window.' : `Open a new shell, or type: . ${file}`
  const text = [asText(outcomes, dryRun), ...below121, ...(dryRun ? [] : [next])].join('\n')
  sayData(json, { onPath, dryRun, outcomes }, text)
}

async function takeDown(layout: Layout, flags: PathFlags, json: boolean): Promise<void> {
  const port = thisMachine()
  const dryRun = flags.dryRun ?? false
  const outcomes =
    port.os === 'win32'
      ? await changeWindowsPath({ layout, action: 'remove', dryRun, run: runPowerShell })
      : await removeFromPath({ layout, asker: askerOf(port, shellsOf(port)), dryRun })
  const { onPath } = readPathRecord(layout)
  const text = outcomes.length === 0 ? 'This root was not on PATH.' : asText(outcomes, dryRun)
  sayData(json, { onPath, dryRun, outcomes }, text)
}

async function statusOfPath(layout: Layout, json: boolean): Promise<void> {
  const port = thisMachine()
  const asker = askerOf(port, shellsOf(port))
  const record = readPathRecord(layout)
  const files = [...new Set([...startupFiles(asker), ...record.files].map(({ path }) => path))].map(
    (path) => ({
      path,
      set: hasBlockOf(path, layout.root),
    }),
  )
  const shells = await askShells(port, {
    home: asker.folders.home,
    user: port.user ?? '',
    shells: asker.shells.installed,
  })
  const { onPath } = record
  const links = record.links.map(({ path }) => path)
  const rows = shells.map((answer) => [
    nameOf(answer),
    answer.go ?? answer.trouble ?? 'no go',
    isOurs(answer, layout),
  ])
  const text = [
    table(
      ['FILE', 'SET UP'],
      files.map(({ path, set }) => [path, set ? 'yes' : '']),
    ),
    '',
    table(['SHELL', 'GO', ''], rows),
    ...links.map((path) => `linked ${path}`),
  ].join('\n')
  sayData(json, { onPath, bin: join(layout.current, 'bin'), files, links, shells }, text)
}

function nameOf({ shell, login }: ShellAnswer): string {
  return login ? `${shell}, login` : shell
}

function isOurs({ go }: ShellAnswer, layout: Layout): string {
  return go?.startsWith(`${layout.root}/`) ? 'this root' : ''
}

/** `KEY=VALUE` for a release that reads no go.env. Throws `setting_refused`. */
function readExport(text: string): [string, string] {
  const at = text.indexOf('=')
  const [name, value] = at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, '']
  const refusal = refuseSetting(name, value)
  if (at > 0 && refusal === undefined) return [name, value]
  throw new AgentError({
    code: 'setting_refused',
    message: refusal === undefined ? `"${text}" is not a setting` : describeSettingRefusal(refusal),
    hint: 'Write settings as --env GOPROXY=https://proxy.example.com, once for each.',
  })
}

const DID = {
  added: 'added',
  changed: 'added to',
  kept: 'kept',
  removed: 'cleared',
  skipped: 'skipped',
} as const
const WOULD = { ...DID, added: 'would add', changed: 'would add to', removed: 'would clear' } as const

function asText(outcomes: readonly PathOutcome[], dryRun: boolean): string {
  const words = dryRun ? WOULD : DID
  return outcomes
    .map(({ path, outcome, reason }) => `${words[outcome]} ${path}${reason === null ? '' : `: ${reason}`}`)
    .join('\n')
}

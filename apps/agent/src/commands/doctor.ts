import type { Command } from 'commander'
import pc from 'picocolors'
import { type CommonFlags, carryOut, command } from '../command.js'
import type { Layout } from '../disk/layout.js'
import { diagnose, type Finding, type Repaired } from '../doctor/index.js'
import { sayData } from '../say.js'

interface DoctorFlags extends CommonFlags {
  readonly fix?: boolean
}

/** `doctor`: finds trouble before it hurts. */
export function addDoctor(program: Command): void {
  command(program, 'doctor', 'look for trouble with disk, PATH, network, service and builds')
    .option('--fix', 'repair what can safely be repaired, and say each thing that was done')
    .action((flags: DoctorFlags) =>
      carryOut(flags, (layout, json) => doctorCommand(layout, flags.fix ?? false, json)),
    )
}

/** Prints all findings; exit code 1 when something fails. */
async function doctorCommand(layout: Layout, fix: boolean, json: boolean): Promise<void> {
  const { findings, repaired } = await diagnose(layout, { fix })
  const data = findings.map(({ id, status, says, fix: how }) => ({ id, status, says, fix: how }))
  sayData(json, { healthy: !findings.some(isFailure), findings: data, repaired }, asText(findings, repaired))
  if (findings.some(isFailure)) process.exitCode = 1
}

const MARKS = { ok: pc.green('ok  '), warn: pc.yellow('warn'), fail: pc.red('fail') } as const

function asText(findings: readonly Finding[], repaired: readonly Repaired[]): string {
  const width = Math.max(...findings.map(({ id }) => id.length))
  const lines = findings.flatMap(({ id, status, says, fix }) => [
    `${MARKS[status]}  ${id.padEnd(width)}  ${says}`,
    ...(fix === null ? [] : [`${' '.repeat(width + 8)}${fix}`]),
  ])
  const done = repaired.map(
    ({ says, done: worked }) => `${worked ? pc.green('fixed') : pc.red('not fixed')}  ${says}`,
  )
  return [...done, ...lines, summary(findings)].join('\n')
}

function summary(findings: readonly Finding[]): string {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length
  const [fails, warns] = [count('fail'), count('warn')]
  if (fails === 0 && warns === 0) return 'All is well.'
  return `${fails} ${fails === 1 ? 'thing does' : 'things do'} not work, ${warns} may hurt one day.`
}

function isFailure({ status }: Finding): boolean {
  return status === 'fail'
}

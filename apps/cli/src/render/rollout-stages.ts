import type { RolloutView } from '@goherd/protocol'
import { describeDuration } from '../duration.js'
import type { Style } from '../output.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'

type Stage = RolloutView['stages'][number]
type Gate = Stage['gates'][number]

interface Look {
  readonly sign: string
  readonly tone: keyof Palette
}

const STAGE_LOOK: Readonly<Record<Stage['state'], Look>> = {
  waiting: { sign: '○', tone: 'quiet' },
  current: { sign: '▶', tone: 'busy' },
  done: { sign: '✓', tone: 'good' },
  reverted: { sign: '↩', tone: 'attention' },
}

const VERDICTS: Readonly<Record<NonNullable<Gate['verdict']>, Look>> = {
  pass: { sign: '✓ pass', tone: 'good' },
  fail: { sign: '✗ fail', tone: 'bad' },
  inconclusive: { sign: '? could not tell', tone: 'attention' },
}

const BUDGET_WORDS: Readonly<Record<Stage['budgets'][number]['name'], string>> = {
  failed: 'failed',
  silent: 'silent',
  rolledBack: 'rolled back',
}

/** A stage: one line, and for the current one what its gates, budgets and people say. */
export function stageLines(stage: Stage, style: Style): string[] {
  const { palette } = style
  const { sign, tone } = STAGE_LOOK[stage.state]
  const rest = Object.entries(stage.counts).filter(
    ([kind, hosts]) => hosts > 0 && kind !== 'done' && kind !== 'waiting',
  )
  const counts = [`${stage.counts.done} of ${stage.hosts} proved`, ...rest.map(([kind, n]) => `${n} ${kind}`)]
  const line = `${palette[tone](sign)} stage ${stage.stage + 1} (${stage.size}): ${counts.join(' · ')}`
  return stage.state === 'current' ? [line, ...detailLines(stage, style)] : [line]
}

function detailLines(stage: Stage, { palette, now }: Style): string[] {
  const soak = stage.soakUntil === null ? 0 : Date.parse(stage.soakUntil) - now
  return [
    `    budgets: ${stage.budgets.map((budget) => budgetText(budget, palette)).join(' · ')}`,
    ...(soak > 0 ? [`    soaks for another ${describeDuration(soak)}`] : []),
    ...stage.gates.map((gate) => gateText(gate, palette)),
    ...(stage.approvalsNeeded > 0 ? [approvalsText(stage)] : []),
  ]
}

/** What is used, of what may be, and how many more may come before it is exceeded. */
function budgetText({ name, used, limit }: Stage['budgets'][number], palette: Palette): string {
  const text = `${BUDGET_WORDS[name]} ${used} of ${limit}`
  if (used > limit) return palette.bad(text)
  return used > 0 ? palette.attention(text) : text
}

function gateText({ name, verdict, said }: Gate, palette: Palette): string {
  const look = verdict === null ? { sign: 'not answered yet', tone: 'quiet' as const } : VERDICTS[verdict]
  return `    gate ${printable(name)}: ${palette[look.tone](look.sign)}${said === '' ? '' : `: ${printable(said)}`}`
}

function approvalsText({ approvals, approvalsNeeded }: Stage): string {
  const who = approvals.map(({ by }) => by).join(', ')
  return `    approvals: ${approvals.length} of ${approvalsNeeded}${who === '' ? '' : printable(` (${who})`)}`
}

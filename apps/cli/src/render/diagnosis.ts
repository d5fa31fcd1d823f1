import type { Diagnosis, Finding } from '../doctor/finding.js'
import type { Style } from '../output.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'

const LOOK: Readonly<Record<Finding['state'], { readonly icon: string; readonly tone: keyof Palette }>> = {
  good: { icon: '✓', tone: 'good' },
  warning: { icon: '!', tone: 'attention' },
  bad: { icon: '✗', tone: 'bad' },
  skipped: { icon: '–', tone: 'quiet' },
}

/** What was looked at, a line each, with what to do below what is wrong. */
export function diagnosisText({ ok, findings }: Diagnosis, { palette }: Style): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.flatMap(({ check, state, says, hint }) => {
    const { icon, tone } = LOOK[state]
    const line = `${palette[tone](`${icon} ${check.padEnd(width)}`)}  ${printable(says)}`
    return hint === null ? [line] : [line, `${' '.repeat(width + 4)}${printable(hint)}`]
  })
  const warnings = findings.filter(({ state }) => state === 'warning').length
  const last = ok
    ? warnings === 0
      ? palette.good('All is well.')
      : palette.attention('It works; see what is marked with !.')
    : palette.bad('Something is broken; see what is marked with ✗.')
  return [...lines, '', last].join('\n')
}

import type { CliFailure } from '../cli-failure.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'

function sentence(text: string): string {
  const trimmed = text.trim()
  return trimmed === '' || /[.!?:]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

/** `code: what. Why. What to do.`, with the action on a line of its own where a person reads it. */
export function failureText(failure: CliFailure, style: { palette: Palette; lines: boolean }): string {
  const { palette, lines } = style
  const issues = failure.issues.map((i) => printable(i.path === '' ? i.message : `${i.path}: ${i.message}`))
  const why = [failure.detail === undefined ? '' : printable(failure.detail), ...issues]
  const what = [printable(failure.message), ...why].map(sentence).filter((s) => s !== '')
  const hint = sentence(printable(failure.hint))
  return `${palette.bad(failure.code)}: ${what.join(' ')}${hint === '' ? '' : `${lines ? '\n  ' : ' '}${hint}`}`
}

/** The same for programs: the body an API client would have got. */
export function failureJson(failure: CliFailure): string {
  return JSON.stringify({
    error: {
      code: failure.code,
      message: failure.message,
      hint: failure.hint,
      cause: failure.detail,
      issues: failure.issues.length > 0 ? failure.issues : undefined,
    },
  })
}

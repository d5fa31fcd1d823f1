/** Something that stops a command and that a person can do something about. */
export class Problem extends Error {
  /**
   * @param {string} code stable, `snake_case`
   * @param {string} message what went wrong, lower case, one sentence
   * @param {{ hint: string, cause?: unknown, detail?: string }} more hint: an action; detail: lines to show below, such as the end of a log
   */
  constructor(code, message, { hint, cause, detail }) {
    super(message, { cause })
    this.name = 'Problem'
    this.code = code
    this.hint = hint
    this.detail = detail
  }
}

/**
 * The lines that tell a person about an error; a stack only for what nobody foresaw.
 * @param {unknown} error
 * @returns {string}
 */
export function describeProblem(error) {
  if (!(error instanceof Problem))
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const cause = error.cause instanceof Error ? `\n  why:  ${error.cause.message}` : ''
  const detail = error.detail ? `\n\n${error.detail.trimEnd().replace(/^/gm, '  | ')}\n` : ''
  return `error ${error.code}: ${error.message}${detail}${cause}\n  what to do: ${error.hint}`
}

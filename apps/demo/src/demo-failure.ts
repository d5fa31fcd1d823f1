/** Something that ends the demo and that a person can do something about. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure'
  readonly code: string
  readonly hint: string

  constructor(
    code: string,
    message: string,
    { hint, cause }: { readonly hint: string; readonly cause?: unknown },
  ) {
    super(message, { cause })
    this.code = code
    this.hint = hint
  }
}

/** What a person reads about an error, on lines of its own. */
export function describeFailure(thrown: unknown): string {
  if (!(thrown instanceof DemoFailure))
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  const cause = thrown.cause instanceof Error ? `\n  why:  ${thrown.cause.message}` : ''
  return `${thrown.code}: ${thrown.message}${cause}\n  what to do: ${thrown.hint}`
}

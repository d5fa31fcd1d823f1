import type { QueryProblem } from '@goherd/host-query'
import { asSentence } from '../../ui/as-sentence'

/** What is wrong with a query, where, and what would be right. */
export function QueryProblemNote({
  id,
  text,
  problem: { message, hint, at, length },
}: {
  id: string
  text: string
  problem: QueryProblem
}) {
  // At the end of the text there is nothing to underline: the place itself is shown.
  const wrong = text.slice(at, at + length) || '␣'
  return (
    <div id={id} role="alert" className="grid gap-0.5 text-bad text-xs">
      <p aria-hidden className="break-all font-mono">
        <span className="text-ink-3">{text.slice(0, at)}</span>
        <mark className="bg-bad-soft text-bad underline decoration-wavy underline-offset-2">{wrong}</mark>
        <span className="text-ink-3">{text.slice(at + length)}</span>
      </p>
      <p>
        {asSentence(message)} {hint}
      </p>
    </div>
  )
}

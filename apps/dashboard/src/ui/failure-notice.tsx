import { failureOf } from '../api/problem-error'
import { Button } from './button'
import { Notice } from './notice'

/** What went wrong, why, and what to do next, in the server's own words. */
export function FailureNotice({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { message, hint, cause, code, issues } = failureOf(error)
  return (
    <Notice
      tone="bad"
      role="alert"
      title={message}
      actions={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      <p>{hint}</p>
      {issues?.map((issue) => (
        <p key={`${issue.path}-${issue.message}`}>
          <span className="font-mono text-xs">{issue.path}</span> {issue.message}
        </p>
      ))}
      <p className="mt-1 break-all font-mono text-ink-2 text-xs">
        {code}
        {cause !== undefined && `: ${cause}`}
      </p>
    </Notice>
  )
}

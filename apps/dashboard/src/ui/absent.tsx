import { Lock, SearchX } from 'lucide-react'
import { failureOf, ProblemError } from '../api/problem-error'
import { asSentence } from './as-sentence'
import { Empty } from './empty'

/** Whether an error says that the thing is not there, or not for this person: neither goes away by trying again. */
export function isAbsence(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 403 || error.status === 404)
}

/** What is not there, or not for this person, in the server's words, with what to do about it. */
export function Absent({ error }: { error: unknown }) {
  const isForbidden = error instanceof ProblemError && error.status === 403
  const { message, hint, code } = failureOf(error)
  return (
    <div role="alert">
      <Empty icon={isForbidden ? Lock : SearchX} title={asSentence(message)}>
        <p>{hint}</p>
        <p className="mt-1 break-all font-mono text-ink-3 text-xs">{code}</p>
      </Empty>
    </div>
  )
}

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Absent, isAbsence } from './absent'
import { FailureNotice } from './failure-notice'
import { Skeleton } from './skeleton'

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>
  readonly what: string
  readonly lines?: number
  readonly children: (data: T) => ReactNode
}

/** A query's faces: the shape of what comes, what went wrong, that it is not there or not for you, the thing itself. Old data is shown over an error. */
export function QueryView<T>({ query, what, lines, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError && isAbsence(query.error)) return <Absent error={query.error} />
  if (query.isError) {
    return (
      <div className="p-4">
        <FailureNotice error={query.error} onRetry={() => void query.refetch()} />
      </div>
    )
  }
  return <Skeleton what={what} {...(lines === undefined ? {} : { lines })} />
}

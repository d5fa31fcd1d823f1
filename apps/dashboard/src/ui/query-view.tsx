import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { FailureNotice } from './failure-notice'
import { Skeleton } from './skeleton'

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>
  readonly what: string
  readonly lines?: number
  readonly children: (data: T) => ReactNode
}

/** A query's three faces: the shape of what comes, what went wrong, the thing itself. Old data is shown over an error. */
export function QueryView<T>({ query, what, lines, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) {
    return (
      <div className="p-4">
        <FailureNotice error={query.error} onRetry={() => void query.refetch()} />
      </div>
    )
  }
  return <Skeleton what={what} {...(lines === undefined ? {} : { lines })} />
}

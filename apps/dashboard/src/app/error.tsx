'use client'

import { FailureNotice } from '../ui/failure-notice'

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className="mx-auto grid w-full max-w-xl gap-4 p-6">
      <h1 className="font-semibold text-xl tracking-[-0.015em]">This page broke</h1>
      <FailureNotice error={error} onRetry={retry} />
    </div>
  )
}

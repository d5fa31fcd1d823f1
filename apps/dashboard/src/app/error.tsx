'use client'

import { BrokenPage } from '../features/frame/broken-page'

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main>
      <BrokenPage error={error} onRetry={retry} />
    </main>
  )
}

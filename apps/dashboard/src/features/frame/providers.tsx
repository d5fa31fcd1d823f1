'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { createQueryClient } from './query-client'

/** What every page stands in: theme, query cache, state in the URL, the request's nonce. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [cache] = useState(createQueryClient)
  return (
    <CSPProvider disableStyleElements {...(nonce === undefined ? {} : { nonce })}>
      <ThemeProvider
        attribute="class"
        disableTransitionOnChange
        enableColorScheme={false}
        {...(nonce === undefined ? {} : { nonce })}
      >
        <QueryClientProvider client={cache}>
          <NuqsAdapter>{children}</NuqsAdapter>
        </QueryClientProvider>
      </ThemeProvider>
    </CSPProvider>
  )
}

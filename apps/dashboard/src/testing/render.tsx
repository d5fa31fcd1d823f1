import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { PathnameContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { NuqsTestingAdapter } from 'nuqs/adapters/testing'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'

/** What the cache holds before the page is drawn: keys and answers as the server gives them. */
export type Seed = readonly (readonly [key: readonly unknown[], data: unknown])[]

const nowhere = () => {}
const ROUTER = {
  back: nowhere,
  forward: nowhere,
  refresh: nowhere,
  push: nowhere,
  replace: nowhere,
  prefetch: nowhere,
  bfcacheId: 'one',
}

/** Draws a part of a page once, with a cache that already has its answers, and gives its markup. */
export function markup(node: ReactNode, seed: Seed = [], address = ''): string {
  const cache = new QueryClient()
  for (const [key, data] of seed) cache.setQueryData(key, data)
  return renderToStaticMarkup(
    <AppRouterContext value={ROUTER}>
      <PathnameContext value="/">
        <NuqsTestingAdapter searchParams={address}>
          <QueryClientProvider client={cache}>{node}</QueryClientProvider>
        </NuqsTestingAdapter>
      </PathnameContext>
    </AppRouterContext>,
  )
}

/** The words of a part of a page: its markup without tags, white space folded. */
export function words(node: ReactNode, seed: Seed = [], address = ''): string {
  return markup(node, seed, address)
    .replace(/<span[^>]* hidden=""[^>]*>.*?<\/span>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,])/g, '$1')
    .trim()
}

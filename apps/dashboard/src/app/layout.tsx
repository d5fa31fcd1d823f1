import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Providers } from '../features/frame/providers'
import { readNonce } from '../features/frame/read-nonce'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Goherd', template: '%s · Goherd' },
  description: 'The Go of the whole fleet.',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f8f7' },
    { media: '(prefers-color-scheme: dark)', color: '#0b0c0e' },
  ],
}

/** Reads the request's headers, so every page is rendered per request and carries that request's nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = readNonce((await headers()).get('content-security-policy'))
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  )
}

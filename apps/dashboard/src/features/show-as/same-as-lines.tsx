'use client'

import { CopyLine } from '../../ui/copy-line'
import { commandLine, curlLine, type SameAs } from './same-as'

/** Commands and requests to copy, each with what it does. */
export function SameAsLines({ lines }: { lines: readonly SameAs[] }) {
  const origin = typeof window === 'undefined' ? '' : window.location.origin
  if (lines.length === 0) return <p className="text-ink-2">This page has nothing to ask the server for.</p>
  return (
    <ul className="grid gap-4">
      {lines.map(({ says, cli, api }) => (
        <li key={says} className="grid min-w-0 gap-1.5">
          <p className="font-medium">{says}</p>
          {cli !== undefined && <CopyLine what={`command: ${says}`} text={commandLine(cli)} />}
          <CopyLine what={`request: ${says}`} text={curlLine(api, origin)} />
        </li>
      ))}
    </ul>
  )
}

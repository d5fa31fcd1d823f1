'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

/** A line to copy: a command, a token, a link. `what` names it for the button. */
export function CopyLine({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true))
  const Icon = copied ? Check : Copy
  return (
    <div className="flex min-w-0 items-stretch rounded-md border border-line-strong bg-inset">
      <code className="min-w-0 flex-1 select-all break-all px-3 py-2 font-mono text-xs leading-5">
        {text}
      </code>
      <button
        type="button"
        onClick={copy}
        aria-label={`Copy ${what}`}
        className="flex w-9 shrink-0 items-center justify-center border-line-strong border-l text-ink-2 hover:text-ink"
      >
        <Icon aria-hidden className="size-3.5" />
      </button>
      <span aria-live="polite" className="sr-only">
        {copied ? `${what} copied` : ''}
      </span>
    </div>
  )
}

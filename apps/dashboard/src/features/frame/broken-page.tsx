'use client'

import { useEffect, useRef } from 'react'
import { FailureNotice } from '../../ui/failure-notice'
import { ButtonLink } from './button-link'

/** A page that threw: what happened, again, and the way out. What was typed elsewhere is untouched. */
export function BrokenPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="mx-auto grid w-full max-w-xl gap-4 p-6">
      <h1 ref={heading} tabIndex={-1} className="font-semibold text-xl tracking-[-0.015em]">
        This page broke
      </h1>
      <FailureNotice error={error} onRetry={onRetry} />
      <p className="text-ink-2">The fleet does not notice: what runs goes on by itself.</p>
      <div>
        <ButtonLink href="/">Go to the overview</ButtonLink>
      </div>
    </div>
  )
}

'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'

interface CopyButtonProps {
  /** Made when it is pressed, so that it holds what is true then. */
  readonly text: () => string | Promise<string>
  readonly children: string
  readonly refusal?: string | undefined
  readonly size?: 'small' | 'normal'
}

/** A button that copies a text, and says that it did. */
export function CopyButton({ text, children, refusal, size = 'small' }: CopyButtonProps) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), 2_000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text())
      setSaid('Copied')
    } catch {
      setSaid('The browser did not allow it')
    }
  }
  const Icon = said === 'Copied' ? Check : Copy
  return (
    <>
      <Button size={size} refusal={refusal} onClick={() => void copy()}>
        <Icon aria-hidden className="size-3.5" />
        {children}
      </Button>
      <span role="status" className={said === '' || said === 'Copied' ? 'sr-only' : 'text-bad text-xs'}>
        {said}
      </span>
    </>
  )
}

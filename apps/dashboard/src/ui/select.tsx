import { clsx } from 'clsx'
import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'

/** The browser's own choice, which phones and screen readers know best, with our arrow. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={clsx('relative block', className)}>
      <select
        {...rest}
        className="h-8 w-full appearance-none truncate rounded-md border border-line-strong bg-panel pr-8 pl-2.5 text-sm hover:border-ink-3 disabled:cursor-not-allowed disabled:bg-inset disabled:text-ink-3 aria-invalid:border-bad-fill"
      >
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2 size-4 text-ink-3" />
    </span>
  )
}

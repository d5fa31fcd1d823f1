'use client'

import { clsx } from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { Select } from './select'

const CONTROL =
  'w-full rounded-md border border-line-strong bg-panel text-sm text-ink placeholder:text-ink-3 hover:border-ink-3 aria-invalid:border-bad-fill disabled:cursor-not-allowed disabled:bg-inset disabled:text-ink-3'

interface Framing {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

interface Wiring {
  readonly id: string
  readonly 'aria-invalid'?: true
  readonly 'aria-describedby'?: string
}

function Frame({
  label,
  hint,
  error,
  className,
  children,
}: Framing & { className?: string | undefined; children: (wiring: Wiring) => ReactNode }) {
  const id = useId()
  const described = error !== undefined || hint !== undefined
  return (
    <div className={clsx('grid content-start gap-1', className)}>
      <label htmlFor={id} className="font-medium text-ink text-xs">
        {label}
      </label>
      {children({
        id,
        ...(error === undefined ? {} : { 'aria-invalid': true }),
        ...(described ? { 'aria-describedby': `${id}-note` } : {}),
      })}
      {described && (
        <p
          id={`${id}-note`}
          className={clsx('text-xs', error === undefined ? 'text-ink-3' : 'text-bad')}
          role={error === undefined ? undefined : 'alert'}
        >
          {error ?? hint}
        </p>
      )}
    </div>
  )
}

/** A labelled line of text. A hint gives way to an error. */
export function TextField({
  label,
  hint,
  error,
  className,
  mono,
  ...input
}: Framing & ComponentProps<'input'> & { mono?: boolean }) {
  return (
    <Frame label={label} hint={hint} error={error} className={className}>
      {(wiring) => (
        <input
          autoComplete="off"
          {...input}
          {...wiring}
          className={clsx(CONTROL, 'h-8 px-2.5', mono === true && 'font-mono')}
        />
      )}
    </Frame>
  )
}

/** A labelled choice. */
export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...select
}: Framing & ComponentProps<'select'>) {
  return (
    <Frame label={label} hint={hint} error={error} className={className}>
      {(wiring) => (
        <Select {...select} {...wiring}>
          {children}
        </Select>
      )}
    </Frame>
  )
}

import { clsx } from 'clsx'
import { type ComponentProps, type MouseEvent, useId } from 'react'

type Look = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-outline'

const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'border-transparent bg-ink text-on-strong hover:bg-ink/85 dark:text-bg',
  secondary: 'border-line-strong bg-panel text-ink hover:bg-inset',
  ghost: 'border-transparent text-ink-2 hover:bg-inset hover:text-ink',
  danger: 'border-transparent bg-bad text-on-strong hover:bg-bad/90',
  'danger-outline': 'border-bad-fill/70 text-bad hover:bg-bad-soft',
}

const SIZES = { small: 'h-7 px-2 text-xs', normal: 'h-8 px-3', large: 'h-10 px-4 text-base' } as const

/** The classes of a button, for links that look like one. */
export function buttonClass(look: Look = 'secondary', size: keyof typeof SIZES = 'normal'): string {
  return clsx(
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-50 disabled:cursor-not-allowed disabled:opacity-50',
    LOOKS[look],
    SIZES[size],
  )
}

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look
  readonly size?: keyof typeof SIZES
  /** Why it can't be pressed now. It stays visible and reachable, and says so. */
  readonly refusal?: string | undefined
  readonly busy?: boolean
}

/** A button that, when it may not be pressed, stays in the tab order and gives its reason. */
export function Button({
  look,
  size,
  refusal,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const id = useId()
  const off = refusal !== undefined || busy
  const press = (event: MouseEvent<HTMLButtonElement>) => (off ? event.preventDefault() : onClick?.(event))
  return (
    <>
      <button
        type="button"
        {...rest}
        {...(off ? { 'aria-disabled': true } : {})}
        {...(refusal === undefined ? {} : { title: refusal, 'aria-describedby': id })}
        aria-busy={busy || undefined}
        onClick={press}
        className={clsx(buttonClass(look, size), className)}
      >
        {children}
      </button>
      {refusal !== undefined && (
        <span id={id} hidden>
          {refusal}
        </span>
      )}
    </>
  )
}

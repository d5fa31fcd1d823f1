import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** A table that scrolls sideways inside its own region when the screen is narrow. */
export function Table({
  label,
  children,
  className,
}: {
  label: string
  children: ReactNode
  className?: string
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto">
      <table className={clsx('w-full border-collapse text-left', className)}>{children}</table>
    </section>
  )
}

/** A column's head. */
export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx('h-8 whitespace-nowrap px-4 font-medium text-ink-3 text-xs', className)}
    />
  )
}

/** A cell. */
export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={clsx('h-10 border-line border-t px-4 py-1.5 align-middle', className)} />
}

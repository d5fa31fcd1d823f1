import { clsx } from 'clsx'
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { type Button, buttonClass } from '../../ui/button'

/** A link that looks like a button. */
export function ButtonLink({
  look,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & Pick<ComponentProps<typeof Button>, 'look' | 'size'>) {
  return <Link {...rest} className={clsx(buttonClass(look, size), className)} />
}

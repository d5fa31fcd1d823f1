import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** Nothing here, why, and what would change that. */
export function Empty({
  icon: Icon,
  title,
  children,
}: {
  icon: LucideIcon
  title: string
  children?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 px-4 py-12 text-center">
      <Icon aria-hidden className="size-6 text-ink-3" strokeWidth={1.5} />
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="max-w-md text-ink-2">{children}</div>}
    </div>
  )
}

'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { DESTINATIONS, isUnder } from './navigation'

/** The destinations, one below the other. */
export function RailLinks({ onGo = () => {} }: { onGo?: () => void }) {
  const pathname = usePathname()
  return (
    <ul className="grid gap-0.5">
      {DESTINATIONS.map(({ path, label, icon: Icon, key }) => {
        const here = isUnder(pathname, path)
        return (
          <li key={path}>
            <Link
              href={path}
              onClick={onGo}
              aria-current={here ? 'page' : undefined}
              title={`${label} (g ${key})`}
              className={clsx(
                'flex h-8 items-center gap-2.5 rounded-md px-2.5 font-medium transition-colors',
                here ? 'bg-inset text-ink' : 'text-ink-2 hover:bg-inset/60 hover:text-ink',
              )}
            >
              <Icon
                aria-hidden
                className={clsx('size-4', here ? 'text-accent' : 'text-ink-3')}
                strokeWidth={1.75}
              />
              {label}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

/** The left rail of wide screens. */
export function Rail() {
  return (
    <div className="hidden w-48 shrink-0 border-line border-r lg:block">
      <nav aria-label="Main" className="sticky top-12 px-2.5 py-4">
        <RailLinks />
      </nav>
    </div>
  )
}

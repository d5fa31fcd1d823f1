import { Compass } from 'lucide-react'
import { ButtonLink } from './button-link'
import { DESTINATIONS } from './navigation'

/** An address that leads nowhere, and where it could have led. */
export function NoSuchPage() {
  return (
    <div className="grid justify-items-center gap-4 px-4 py-16 text-center">
      <Compass aria-hidden className="size-7 text-ink-3" strokeWidth={1.5} />
      <div className="grid gap-1">
        <h1 tabIndex={-1} className="font-semibold text-xl tracking-[-0.015em]">
          There is no such page
        </h1>
        <p className="text-ink-2">The address may be old, or something is missing from it.</p>
      </div>
      <ul className="flex max-w-xl flex-wrap justify-center gap-2">
        {DESTINATIONS.map(({ path, label }) => (
          <li key={path}>
            <ButtonLink href={path} size="small">
              {path === '/' ? 'Go to the overview' : label}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </div>
  )
}

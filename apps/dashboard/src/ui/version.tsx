import { clsx } from 'clsx'
import { ArrowRight } from 'lucide-react'

/** A release's name. */
export function Version({ name, className }: { name: string | null; className?: string }) {
  if (name === null) return <span className="text-ink-3">none</span>
  return <span className={clsx('whitespace-nowrap font-mono text-[0.8125rem]', className)}>{name}</span>
}

/** What is wanted and what is there. One name when they are the same. */
export function WantedActual({ wanted, actual }: { wanted: string | null; actual: string | null }) {
  if (wanted === actual) return <Version name={actual} />
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className="sr-only">wanted </span>
      <Version name={wanted} />
      <ArrowRight aria-hidden className="size-3 text-ink-3" />
      <span className="sr-only">, actual </span>
      <Version name={actual} className="text-ink-3" />
    </span>
  )
}

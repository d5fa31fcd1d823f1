const WIDTHS = ['w-11/12', 'w-9/12', 'w-10/12', 'w-7/12'] as const

/** The shape of what is being fetched. */
export function Skeleton({ lines = 4, what }: { lines?: number; what: string }) {
  return (
    <div role="status" aria-label={`Loading ${what}`} className="grid gap-3 p-4">
      {Array.from({ length: lines }, (_, line) => line).map((line) => (
        <div key={line} className={`h-3.5 animate-pulse rounded bg-inset ${WIDTHS[line % WIDTHS.length]}`} />
      ))}
    </div>
  )
}

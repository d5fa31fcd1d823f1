/** The shape of a page that is on its way: a heading, what stands beside it, and panels. */
export function PageSkeleton() {
  const bar = 'animate-pulse rounded bg-inset'
  return (
    <div role="status" aria-label="Loading the page" className="grid gap-5">
      <div className="flex items-center justify-between gap-4">
        <div className={`${bar} h-7 w-44 max-w-[50%]`} />
        <div className={`${bar} h-8 w-28`} />
      </div>
      {['h-24', 'h-72'].map((height) => (
        <div key={height} className="grid gap-3 rounded-lg border border-line bg-panel p-4">
          <div className={`${bar} h-4 w-32`} />
          <div className={`${bar} ${height} opacity-60`} />
        </div>
      ))}
    </div>
  )
}

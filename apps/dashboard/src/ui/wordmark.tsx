/** The name, and its sign: a flock of squares of which all but one stand in line. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-[0.9375rem] tracking-[-0.02em]">
      <svg aria-hidden="true" viewBox="0 0 16 16" className="size-[18px]" fill="currentColor">
        <rect x="1" y="1" width="6" height="6" rx="1.5" />
        <rect x="9" y="1" width="6" height="6" rx="1.5" />
        <rect x="1" y="9" width="6" height="6" rx="1.5" />
        <rect x="9.6" y="9.6" width="4.8" height="4.8" rx="1.3" className="fill-accent" />
      </svg>
      Goherd
    </span>
  )
}

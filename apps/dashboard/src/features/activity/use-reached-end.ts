'use client'

import { useEffect, useRef } from 'react'

/** Calls `reached` when the end of a list comes near what is seen, while there is more to have. Put the ref at that end. */
export function useReachedEnd(reached: () => void, hasMore: boolean) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(reached)
  useEffect(() => {
    latest.current = reached
  })
  useEffect(() => {
    if (!hasMore || !end.current) return
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) latest.current()
      },
      { rootMargin: '600px' },
    )
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [hasMore])
  return end
}

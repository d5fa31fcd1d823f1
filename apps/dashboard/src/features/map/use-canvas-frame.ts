import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react'

/** The width of an element in CSS pixels, as it is now; 0 before it is drawn. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const watched = element.current
    if (!watched) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(watched)
    return () => observer.disconnect()
  }, [element])
  return width
}

function onTheme(tell: () => void): () => void {
  const observer = new MutationObserver(tell)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] })
  return () => observer.disconnect()
}

/** Changes with the theme, for who reads colours out of the style sheet. */
export function useThemeName(): string {
  return useSyncExternalStore(
    onTheme,
    () => document.documentElement.className,
    () => '',
  )
}

function onRatio(tell: () => void): () => void {
  addEventListener('resize', tell)
  return () => removeEventListener('resize', tell)
}

/** Pixels of the screen for each CSS pixel; zooming changes it. */
export function usePixelRatio(): number {
  return useSyncExternalStore(
    onRatio,
    () => devicePixelRatio,
    () => 1,
  )
}

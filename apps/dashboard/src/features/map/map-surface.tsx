'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useId, useRef } from 'react'
import { count } from '../../ui/quantities'
import { hostHref } from '../hosts/host-links'
import { describeSquare, squareOf } from './describe-square'
import type { MapArea } from './hit-test'
import { HostCanvas } from './host-canvas'
import { HoverCard } from './hover-card'
import { MapHeadings } from './map-headings'
import type { MapScene } from './map-scene'
import { SelectionCanvas } from './selection-canvas'
import { useMapPointer } from './use-map-pointer'

interface MapSurfaceProps {
  readonly scene: MapScene
  /** The query that the map is narrowed by. */
  readonly q: string
  readonly selected: ReadonlySet<string>
  readonly select: (ids: ReadonlySet<string>) => void
}

/** A frame around one square; one that was reached by keys is brought into sight. */
function Ring({ scene, host, follow = false }: { scene: MapScene; host: number; follow?: boolean }) {
  const ring = useRef<HTMLDivElement>(null)
  const { xs, ys, size } = scene.layout
  const [x, y] = [xs[host], ys[host]]
  useEffect(() => {
    if (follow && x !== undefined && y !== undefined) ring.current?.scrollIntoView({ block: 'nearest' })
  }, [follow, x, y])
  if (x === undefined || y === undefined) return null
  return (
    <div
      ref={ring}
      aria-hidden
      className="pointer-events-none absolute scroll-my-24 rounded-sm ring-2 ring-ink ring-offset-1 ring-offset-panel"
      style={{ left: x, top: y, width: size, height: size }}
    />
  )
}

function DragFrame({ area }: { area: MapArea | null }) {
  if (!area) return null
  const { left, top, right, bottom } = area
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute rounded-sm border border-accent bg-accent/15"
      style={{ left, top, width: right - left, height: bottom - top }}
    />
  )
}

/** The squares, what is said of them, and everything that can be done to them with pointer and keys. */
export function MapSurface({ scene, q, selected, select }: MapSurfaceProps) {
  const router = useRouter()
  const help = useId()
  const { layout, model } = scene
  const open = (host: number) => {
    const name = model.names[host]
    if (name !== undefined) router.push(hostHref(name))
  }
  const { area, pointed, focused, on } = useMapPointer(scene, selected, { open, select })
  const shown = pointed === -1 ? focused : pointed
  const square = area === null ? squareOf(model, shown) : undefined
  const reached = squareOf(model, focused)
  return (
    <div className="relative" style={{ height: layout.height }}>
      <div
        role="application"
        aria-label={`Map of ${count(model.ids.length, 'host')}`}
        aria-describedby={help}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys itself
        tabIndex={0}
        className="relative cursor-crosshair touch-manipulation select-none rounded-sm"
        style={{ height: layout.height }}
        {...on}
      >
        <HostCanvas scene={scene} />
        {selected.size > 0 && <SelectionCanvas scene={scene} selected={selected} />}
        <DragFrame area={area} />
        <Ring scene={scene} host={focused} follow />
        <Ring scene={scene} host={pointed} />
        {square && (
          <HoverCard
            square={square}
            x={(layout.xs[shown] ?? 0) + layout.size / 2}
            y={(layout.ys[shown] ?? 0) + layout.size / 2}
            width={layout.width}
          />
        )}
      </div>
      <MapHeadings scene={scene} q={q} />
      <p id={help} className="sr-only">
        Arrow keys go from host to host, Enter opens one, Space selects it, Escape clears. The table shows the
        same.
      </p>
      <p aria-live="polite" className="sr-only">
        {reached === undefined ? '' : describeSquare(reached)}
      </p>
    </div>
  )
}

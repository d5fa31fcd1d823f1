import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { type Direction, hostAt, hostBeside, hostsIn, type MapArea } from './hit-test'
import type { MapScene } from './map-scene'

/** A shorter way with the button down is a click. */
const DRAG_FROM = 4

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
}

interface Point {
  readonly x: number
  readonly y: number
}

/** What a person does on the map. */
export interface MapDeeds {
  readonly open: (host: number) => void
  readonly select: (ids: ReadonlySet<string>) => void
}

function pointOf(event: PointerEvent<HTMLElement>): Point {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}

function areaBetween(a: Point, b: Point): MapArea {
  return {
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    right: Math.max(a.x, b.x),
    bottom: Math.max(a.y, b.y),
  }
}

function isDrag({ left, right, top, bottom }: MapArea): boolean {
  return right - left > DRAG_FROM || bottom - top > DRAG_FROM
}

interface Dragging {
  /** The button went down and up in one place. */
  readonly click: (point: Point, event: PointerEvent<HTMLElement>) => void
  readonly drag: (area: MapArea, event: PointerEvent<HTMLElement>) => void
}

/** Tells a drag from a click. A finger only clicks: when it drags, it scrolls the page. */
function useDrag({ click, drag }: Dragging) {
  const [start, setStart] = useState<Point | null>(null)
  const [area, setArea] = useState<MapArea | null>(null)
  const end = () => {
    setStart(null)
    setArea(null)
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    if (start === null || event.pointerType === 'touch') return
    const dragged = areaBetween(start, pointOf(event))
    if (area === null && !isDrag(dragged)) return
    if (area === null) event.currentTarget.setPointerCapture(event.pointerId)
    setArea(dragged)
  }
  const up = (event: PointerEvent<HTMLElement>) => {
    if (area !== null) drag(area, event)
    else if (start !== null) click(pointOf(event), event)
    end()
  }
  const down = (event: PointerEvent<HTMLElement>) => {
    if (event.button === 0) setStart(pointOf(event))
  }
  return {
    area,
    end,
    on: { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: end },
  }
}

/** What the keys do on the map: each says whether it was for the map. */
function pressed(key: string, focused: number, deeds: KeyDeeds): boolean {
  const direction = ARROWS[key]
  if (direction !== undefined) deeds.step(direction)
  else if (key === 'Enter' && focused !== -1) deeds.open(focused)
  else if (key === ' ' && focused !== -1) deeds.toggle(focused)
  else if (key === 'Escape') deeds.clear()
  else return false
  return true
}

interface KeyDeeds {
  readonly step: (direction: Direction) => void
  readonly open: (host: number) => void
  readonly toggle: (host: number) => void
  readonly clear: () => void
}

function toggled(selected: ReadonlySet<string>, id: string | null): ReadonlySet<string> {
  const next = new Set(selected)
  if (id !== null && !next.delete(id)) next.add(id)
  return next
}

/** Pointing, dragging and the arrow keys. Hosts are remembered by id: their numbers change when the map is fetched again. */
export function useMapPointer(scene: MapScene, selected: ReadonlySet<string>, { open, select }: MapDeeds) {
  const { layout, model } = scene
  const [pointedId, setPointed] = useState<string | null>(null)
  const [focusedId, setFocused] = useState<string | null>(null)
  const placeOf = (id: string | null) => (id === null ? -1 : (model.places.get(id) ?? -1))
  const idOf = (host: number) => model.ids[host] ?? null
  const focused = placeOf(focusedId)
  const { area, end, on } = useDrag({
    click: ({ x, y }, { pointerType }) => {
      const host = hostAt(layout, x, y)
      // The first touch shows what a square is, which a finger can't point at.
      if (pointerType === 'touch' && host !== focused) setFocused(idOf(host))
      else if (host !== -1) open(host)
    },
    drag: (dragged, { shiftKey }) => {
      const ids = hostsIn(layout, dragged).flatMap((host) => model.ids[host] ?? [])
      select(new Set(shiftKey ? [...selected, ...ids] : ids))
    },
  })
  const deeds: KeyDeeds = {
    open,
    step: (direction) => setFocused(idOf(hostBeside(layout, focused, direction))),
    toggle: (host) => select(toggled(selected, idOf(host))),
    clear: () => {
      setFocused(null)
      end()
      select(new Set())
    },
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    const { x, y } = pointOf(event)
    setPointed(idOf(hostAt(layout, x, y)))
    on.onPointerMove(event)
  }
  const key = (event: KeyboardEvent<HTMLElement>) => {
    if (!pressed(event.key, focused, deeds)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return {
    ...{ area, pointed: placeOf(pointedId), focused },
    on: { ...on, onPointerMove: move, onPointerLeave: () => setPointed(null), onKeyDown: key },
  }
}

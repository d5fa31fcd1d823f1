'use client'

import { useLayoutEffect, useRef } from 'react'
import type { MapScene } from './map-scene'
import { usePixelRatio, useThemeName } from './use-canvas-frame'

/** A frame around each selected square, above the map. */
export function SelectionCanvas({ scene, selected }: { scene: MapScene; selected: ReadonlySet<string> }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { layout, model } = scene
  const theme = useThemeName()
  const ratio = usePixelRatio()
  useLayoutEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    // Made anew with the theme, whose colour is read here.
    if (!element || !context || theme === undefined) return
    element.width = Math.ceil(layout.width * ratio)
    element.height = Math.ceil(layout.height * ratio)
    context.scale(ratio, ratio)
    context.strokeStyle = getComputedStyle(element).getPropertyValue('--ink')
    context.lineWidth = layout.size >= 8 ? 2 : 1
    for (const id of selected) {
      const host = model.places.get(id) ?? -1
      const [x, y] = [layout.xs[host], layout.ys[host]]
      if (x !== undefined && y !== undefined) context.strokeRect(x, y, layout.size, layout.size)
    }
  }, [layout, model.places, selected, theme, ratio])
  return (
    <canvas
      ref={canvas}
      aria-hidden
      className="pointer-events-none absolute top-0 left-0"
      style={{ width: layout.width, height: layout.height }}
    />
  )
}

'use client'

import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { Fill } from './fills'
import type { MapLayout } from './layout'
import { type MapScene, toRepaint } from './map-scene'
import { MapPainter, type Palette } from './painter'
import { usePixelRatio, useThemeName } from './use-canvas-frame'

/** What was drawn last, to draw only what is not the same. */
interface Drawn {
  readonly scene: MapScene
  readonly look: string
}

function readPalette(element: HTMLElement, { looks }: Fill): Palette {
  const style = getComputedStyle(element)
  return {
    looks: looks.map(({ colour }) => style.getPropertyValue(colour)),
    ground: style.getPropertyValue('--panel'),
  }
}

/** Gives the canvas its pixels, which also empties it. */
function resize(canvas: HTMLCanvasElement, { width, height }: MapLayout, ratio: number): void {
  canvas.width = Math.ceil(width * ratio)
  canvas.height = Math.ceil(height * ratio)
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
}

function paint(
  canvas: HTMLCanvasElement,
  scene: MapScene,
  ratio: number,
  what: ReturnType<typeof toRepaint>,
) {
  const context = canvas.getContext('2d')
  if (!context) return
  const painter = new MapPainter(context, scene.layout, readPalette(canvas, scene.fill), ratio)
  if (what === 'all') {
    painter.all(scene.fill)
    performance.mark('goherd:map-painted')
  } else if (what.length > 0) {
    painter.some(scene.fill, what)
    performance.mark('goherd:patch-painted', { detail: { hosts: what.length } })
  }
}

function usePaint(canvas: RefObject<HTMLCanvasElement | null>, scene: MapScene): void {
  const drawn = useRef<Drawn | null>(null)
  const theme = useThemeName()
  const ratio = usePixelRatio()
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return
    const look = `${theme} ${ratio}`
    const before = drawn.current?.look === look ? drawn.current.scene : null
    const what = toRepaint(before, scene)
    drawn.current = { scene, look }
    if (what === 'all') resize(element, scene.layout, ratio)
    paint(element, scene, ratio, what)
  }, [canvas, scene, theme, ratio])
}

/** The squares of the map, and nothing else: what they mean is said around it. */
export function HostCanvas({ scene }: { scene: MapScene }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  usePaint(canvas, scene)
  return <canvas ref={canvas} aria-hidden className="block" />
}

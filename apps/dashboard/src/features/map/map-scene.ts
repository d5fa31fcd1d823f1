import type { Support } from '@goherd/model'
import { useMemo, useRef } from 'react'
import type { MapModel } from '../../live/map-model'
import { type Fill, type FillBy, fillHosts } from './fills'
import { type GroupBy, type Grouping, groupHosts } from './grouping'
import { layoutMap, type MapLayout } from './layout'

/** Everything that is drawn. */
export interface MapScene {
  readonly model: MapModel
  readonly grouping: Grouping
  readonly fill: Fill
  readonly layout: MapLayout
}

/** What tells how a fleet is to be drawn. */
export interface SceneRequest {
  readonly model: MapModel
  readonly group: GroupBy
  readonly fill: FillBy
  readonly supportOf: ReadonlyMap<string, Support>
  readonly width: number
  /** What the squares should not be higher than. */
  readonly height: number
}

function sameNumbers(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}

/** The next scene after `last`. Its layout is the same object when no host has to stand elsewhere. */
export function nextScene(last: MapScene | null, request: SceneRequest): MapScene {
  const { model, group, width, height } = request
  const grouping = groupHosts(model, group)
  const fill = fillHosts(model, request.fill, request.supportOf)
  const stays =
    last !== null &&
    last.layout.width === width &&
    last.layout.headings === (group !== 'none') &&
    last.grouping.groups.length === grouping.groups.length &&
    sameNumbers(last.grouping.of, grouping.of)
  const layout = stays
    ? last.layout
    : layoutMap({
        ...{ of: grouping.of, groups: grouping.groups.length, headings: group !== 'none' },
        ...{ width, height },
      })
  return { model, grouping, fill, layout }
}

/** What has to be drawn after `last`: the hosts of one patch, or everything. */
export function toRepaint(last: MapScene | null, next: MapScene): readonly number[] | 'all' {
  if (last === null || last.layout !== next.layout || last.model.ids !== next.model.ids) return 'all'
  if (!sameLooks(last.fill, next.fill)) return 'all'
  if (last.model === next.model) return []
  return next.model.version === last.model.version + 1 ? next.model.changed : 'all'
}

function sameLooks(a: Fill, b: Fill): boolean {
  return (
    a.looks.length === b.looks.length &&
    a.looks.every((look, index) => {
      const other = b.looks[index]
      return look.colour === other?.colour && look.glyph === other.glyph && look.key === other.key
    })
  )
}

/** The scene of what is asked for now, made from the one before. */
export function useScene(request: SceneRequest): MapScene {
  const last = useRef<MapScene | null>(null)
  const { model, group, fill, supportOf, width, height } = request
  return useMemo(() => {
    const scene = nextScene(last.current, { model, group, fill, supportOf, width, height })
    last.current = scene
    return scene
  }, [model, group, fill, supportOf, width, height])
}

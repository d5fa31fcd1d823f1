import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ObservedLink } from '@goherd/model'
import { afterAll, describe, expect, it } from 'vitest'
import { type Layout, manifestOf, treeOf } from '../disk/layout.js'
import { inventory, sandbox } from '../disk/sandbox.js'
import { AgentHere } from './agent-here.js'
import { quickFolder } from './quick-folder.js'
import { shown } from './shown.js'
import { stageIn } from './stage.js'

const OLD = 'go1.21.13'
const NEW = 'go1.22.12'

type Shape = readonly [edit: (layout: Layout) => void, seen: Partial<ObservedLink>]

function relink(layout: Layout, target: string): void {
  rmSync(layout.current, { recursive: true, force: true })
  symlinkSync(target, layout.current)
}

const SHAPES: Readonly<Record<string, Shape>> = {
  gone: [({ current }) => rmSync(current), { kind: 'missing' }],
  'to another release': [(layout) => relink(layout, `releases/${OLD}`), { kind: 'managed', release: OLD }],
  'to a Go of somebody else': [(layout) => relink(layout, '/usr/lib/go-1.21'), { kind: 'foreign' }],
  absolute: [(layout) => relink(layout, treeOf(layout, NEW)), { kind: 'foreign' }],
  'with a dot before it': [(layout) => relink(layout, `./releases/${NEW}`), { kind: 'foreign' }],
  'with a slash after it': [(layout) => relink(layout, `releases/${NEW}/`), { kind: 'foreign' }],
  'further down': [(layout) => relink(layout, `releases/${NEW}/bin`), { kind: 'foreign' }],
  'to itself': [(layout) => relink(layout, 'current'), { kind: 'foreign', target: 'current' }],
  'to a release that is not there': [(layout) => relink(layout, 'releases/go1.1'), { kind: 'dangling' }],
  'to a tree without its go': [(layout) => rmSync(join(layout.current, 'bin', 'go')), { kind: 'dangling' }],
  'to a tree with a torn manifest': [
    (layout) => truncateSync(manifestOf(layout, NEW), 100),
    { kind: 'dangling' },
  ],
  'to a tree that was moved away': [
    (layout) => renameSync(treeOf(layout, NEW), join(layout.root, 'mine')),
    { kind: 'dangling' },
  ],
  'a folder': [
    (layout) => {
      rmSync(layout.current)
      mkdirSync(layout.current)
    },
    { kind: 'not-a-link' },
  ],
  'a file': [
    (layout) => {
      rmSync(layout.current)
      writeFileSync(layout.current, '')
    },
    { kind: 'not-a-link' },
  ],
}

describe('a link that somebody edited', () => {
  let reported = 0

  it.each(Object.entries(SHAPES))(
    '%s is reported with the next heartbeat, and left alone',
    async (_, shape) => {
      const [edit, seen] = shape
      const box = await sandbox(quickFolder())
      const stage = stageIn(box, [OLD, NEW])
      const agent = new AgentHere(box.layout)
      await agent.start()
      await agent.tell({ kind: 'connected', lastSeq: 0 })
      for (const release of [OLD, NEW]) await agent.assign(stage.assign({ release, settings: {} }))
      expect(agent.state.memory.reachedEpoch).toBe(2)
      const before = agent.reports.length

      edit(box.layout)
      const edited = inventory(box.layout.root, [box.layout.state])
      await agent.tell({ kind: 'heartbeat' })
      // The check of a tree that nobody checked before builds a program, whose cache stays.
      const after = inventory(box.layout.root, [box.layout.state])
      expect(agent.reports.slice(before).at(-1)?.observed.link).toMatchObject(seen)
      expect(agent.reports.slice(before).flatMap((r) => r.events.map((e) => e.kind))).toContain('drift')
      expect(after).toEqual(edited)
      reported += 1
      await agent.stop()
      box.remove()
    },
  )

  afterAll(() => {
    const trials = Object.keys(SHAPES).length
    shown({ row: 'a hand-edited link is reported in one heartbeat', trials, failures: trials - reported })
  })
})

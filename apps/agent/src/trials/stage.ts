import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DesiredState } from '@goherd/model'
import { observe, verifyBytes } from '../disk/observe.js'
import { goodRelease, type Sandbox } from '../disk/sandbox.js'
import type { Assigned } from './agent-here.js'
import { buildEntry } from './build-entry.js'
import { oneChange, type Rest } from './one-change.js'

/** A host on which changes follow each other, with small releases to change to. */
export interface Stage {
  readonly box: Sandbox
  /** An assignment with the next epoch. */
  assign(desired: DesiredState, afterCheck?: boolean): Assigned
}

/** Prepares a host and puts the archives of some small releases beside its root. */
export function stageIn(box: Sandbox, releases: readonly string[]): Stage {
  const made = new Map(
    releases.map((release) => {
      const { bytes, archive } = goodRelease(release)
      const path = join(box.folder, archive.filename)
      writeFileSync(path, bytes)
      return [release, { archive, path }]
    }),
  )
  let epoch = 0
  return {
    box,
    assign: (desired, afterCheck = false) => {
      const known = made.get(desired.release)
      if (known === undefined) throw new Error(`there is no ${desired.release} here`)
      epoch += 1
      return { epoch, desired, ...known, afterCheck }
    },
  }
}

/** Builds the process that makes one change, and answers its command but for the two arguments. */
export function buildOneChange(folder: string): (root: string, assigned: Assigned) => string[] {
  const outfile = buildEntry('one-change-entry.ts', join(folder, 'one-change.mjs'))
  return (root, assigned) => [process.execPath, outfile, root, JSON.stringify(assigned)]
}

/** What `current/bin/go version` answers, as a release name; undefined when there is no working go. */
export function goOf({ layout }: Sandbox): string | undefined {
  try {
    const go = join(layout.current, 'bin', 'go')
    const said = execFileSync(go, ['version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    return /^go version (\S+)/.exec(said)?.[1]
  } catch {
    return undefined
  }
}

const NOW = '2026-01-01T00:00:00.000Z'
const DAY_MS = 86_400_000
/** What went wrong visibly is first taken back, and then tried again. */
const LIVES = 3
let days = 0

/** Starts the agent again, past every wait, and says what is not as wanted when it rests: nothing, when all is well. */
export async function wrongAfterRestart({ box }: Stage, assigned: Assigned): Promise<string[]> {
  let rest: Rest = { reached: false, failure: null }
  for (let life = 0; life < LIVES && !rest.reached; life++) {
    days += 1
    rest = await oneChange(box.layout, assigned, days * DAY_MS)
  }
  const stuck = rest.reached ? [] : [`it rests with ${JSON.stringify(rest)}`]
  return [...stuck, ...(await wrongNow(box, assigned))]
}

/** How a root differs from an assigned state, and what lies about in it. */
export async function wrongNow({ layout }: Sandbox, { desired }: Assigned): Promise<string[]> {
  const { release, settings } = desired
  const known = { lastBytes: { kind: 'unchecked' as const }, lastGoVersion: null, now: NOW }
  const { link, installed, settings: found } = await observe(layout, known)
  const wrong: string[] = []
  if (link.kind !== 'managed' || link.release !== release) wrong.push(`the link is ${JSON.stringify(link)}`)
  if (JSON.stringify(found) !== JSON.stringify(settings))
    wrong.push(`the settings are ${JSON.stringify(found)}`)
  for (const { release } of installed) {
    const bytes = await verifyBytes(layout, release, NOW)
    if (bytes.kind !== 'intact') wrong.push(`${release} is ${JSON.stringify(bytes)}`)
  }
  const left = [layout.staging, layout.cache].flatMap((folder) =>
    readdirSync(folder).filter((name) => name !== 'go-build'),
  )
  const strays = [layout.releases, layout.state, layout.snapshots].flatMap((folder) =>
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
  )
  if (existsSync(join(layout.root, 'current.next'))) strays.push('current.next')
  if (left.length + strays.length > 0) wrong.push(`left over: ${[...left, ...strays].join(', ')}`)
  return wrong
}

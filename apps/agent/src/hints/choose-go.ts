import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import { listInstalled } from '../disk/installed.js'
import { type Layout, treeOf } from '../disk/layout.js'
import { isFolder } from '../disk/look.js'
import { observeLink } from '../disk/observe-link.js'
import { findHint } from './find-hint.js'
import { type Hint, installArgument, resolveWant } from './hint.js'

const PROGRAM = platform() === 'win32' ? 'go.exe' : 'go'

/** The Go of this root that a folder gets. */
export type ChosenGo =
  | {
      readonly kind: 'here'
      readonly release: string
      /** Of its `go`. */
      readonly path: string
      /** null: nothing asks, so it is the active release. */
      readonly from: Hint | null
    }
  | {
      readonly kind: 'missing'
      /** null: nothing asks, and no release is active. */
      readonly from: Hint | null
      /** What to install, as `goherd-agent install` takes it. */
      readonly install: string
    }

/** Finds out which Go of this root a folder gets. Throws what findHint throws. */
export function chooseGo(layout: Layout, folder: string): ChosenGo {
  const from = findHint(folder, { home: homedir(), gowork: process.env.GOWORK }) ?? null
  const release = from === null ? activeRelease(layout) : resolveWant(from.want, installedIn(layout))
  if (release !== undefined)
    return { kind: 'here', release, path: join(treeOf(layout, release), 'bin', PROGRAM), from }
  return { kind: 'missing', from, install: from === null ? 'latest' : installArgument(from.want) }
}

/** Why a folder gets what it gets, in a few words. Pure. */
export function describeChoice({ from }: ChosenGo): string {
  if (from === null) return 'nothing here asks for a release: the active one'
  const { file, line, asks, want } = from
  const floor = want.kind === 'release' && want.orNewer !== 'no' ? 'at least ' : ''
  return `${file}:${line} asks for ${floor}${asks}`
}

function activeRelease(layout: Layout): string | undefined {
  const link = observeLink(layout)
  return link.kind === 'managed' ? link.release : undefined
}

function installedIn(layout: Layout): string[] {
  return isFolder(layout.releases) ? listInstalled(layout).map(({ release }) => release) : []
}

import {
  compareReleaseNames,
  languageLine,
  type NamedRelease,
  parseGoVersion,
  type Support,
  supportOf,
} from '@goherd/model'
import { currentText } from '../disk/current-link.js'
import { listInstalled } from '../disk/installed.js'
import type { Layout } from '../disk/layout.js'
import { isFolder } from '../disk/look.js'
import { platformOf } from '../facts.js'
import { interruptible } from '../interrupt.js'
import { sayData, table } from '../say.js'
import { chooseSource, openSource } from '../sources/index.js'

export interface RemoteFlags {
  readonly source?: string
  /** Old patch releases, pre-releases and lines out of support, too. */
  readonly all?: boolean
}

/** A release that a source offers, as `ls --remote` prints it. */
export interface RemoteRow {
  readonly release: string
  readonly stable: boolean
  readonly installed: boolean
  readonly current: boolean
  readonly support: Support
}

const SUPPORT: Readonly<Record<Support, string>> = {
  supported: 'supported',
  'newer-patch': 'newer patch',
  unsupported: 'out of support',
  unknown: '',
}

/** `ls --remote`: what the source offers to this machine, newest first. */
export async function lsRemoteCommand(layout: Layout, flags: RemoteFlags, json: boolean): Promise<void> {
  const source = openSource(chooseSource(flags.source), platformOf())
  const catalogue = await interruptible((signal) => source.catalogue(signal))
  if (catalogue === undefined) {
    const text = `${source.name} keeps no list of releases; ask for one by its whole name: goherd-agent install go1.22.12`
    sayData(json, [], text)
    return
  }
  const here = isFolder(layout.releases) ? listInstalled(layout).map(({ release }) => release) : []
  const current = currentText(layout)?.replace(/^releases\//, '')
  const rows = remoteRows(catalogue.releases, here, current)
  const shown = flags.all === true ? rows : worthShowing(rows)
  const hidden = rows.length - shown.length
  const more = hidden === 0 ? '' : `\n${hidden} older ones and pre-releases: goherd-agent ls --remote --all`
  const lines = shown.map((r) => [
    r.release,
    SUPPORT[r.support],
    r.current ? 'current' : r.installed ? 'installed' : '',
  ])
  sayData(json, shown, `${table(['RELEASE', 'SUPPORT', 'HERE'], lines)}${more}`)
}

/** A row for each release, newest first. Pure. */
export function remoteRows(
  offered: readonly NamedRelease[],
  here: readonly string[],
  current: string | undefined,
): RemoteRow[] {
  return [...offered]
    .sort((a, b) => compareReleaseNames(a.name, b.name))
    .map(({ name, stable }) => ({
      release: name,
      stable,
      installed: here.includes(name),
      current: name === current,
      support: supportOf(name, offered),
    }))
}

/** How many lines of Go are shown at least, supported or not. */
const LINES = 5

/** The newest of each of the newest lines, a pre-release that is newer than all of them, and whatever is here. */
export function worthShowing(rows: readonly RemoteRow[]): RemoteRow[] {
  const lines = new Set<string>()
  return rows.filter(({ release, stable, installed }) => {
    const version = parseGoVersion(release)
    if (version === undefined) return false
    const line = languageLine(version)
    if (installed) return true
    if (!stable) return lines.size === 0
    if (lines.has(line) || lines.size >= LINES) return false
    lines.add(line)
    return true
  })
}

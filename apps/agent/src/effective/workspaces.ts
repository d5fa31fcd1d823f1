import { basename, dirname, join } from 'node:path'
import { compareGoVersions, parseGoVersion, type WorkspaceGo } from '@goherd/model'
import { AgentError } from '../disk/index.js'
import { findHint, parseGoMod } from '../hints/index.js'
import type { MachinePort } from '../machine/index.js'

const MODULE_FILES = ['go.work', 'go.mod']
const HINT_FILES = ['.go-version', '.tool-versions', 'mise.toml', '.mise.toml']

/** The files that decide what a workspace asks for, there or not. */
export function workspaceFiles(path: string): string[] {
  const above = upwards(path).flatMap((folder) => MODULE_FILES.map((file) => join(folder, file)))
  return [...above, ...HINT_FILES.map((file) => join(path, file))]
}

/**
 * The Go that the files of a registered folder ask for. What `go` itself reads counts first, since builds follow it whatever
 * else lies there; a file that says something odd asks for nothing.
 */
export function workspaceGo(port: MachinePort, path: string): WorkspaceGo {
  const nothing = { path, wants: null, file: null }
  try {
    for (const file of MODULE_FILES) {
      const text = upwards(path)
        .map((folder) => port.read(join(folder, file)))
        .find((found) => found !== undefined)
      const wants = text === undefined ? null : wantsOf(text)
      if (wants !== null) return { path, wants, file }
    }
    const hint = findHint(path, { home: path, gowork: 'off' })
    return hint === undefined || parseGoVersion(hint.asks) === undefined
      ? nothing
      : { path, wants: hint.asks, file: basename(hint.file) }
  } catch (cause) {
    if (cause instanceof AgentError || (cause instanceof Error && cause.name === 'OddLine')) return nothing
    throw cause
  }
}

function upwards(path: string): string[] {
  const above = dirname(path)
  return above === path ? [path] : [path, ...upwards(above)]
}

/** The toolchain line, where it asks for more than the go line does. */
function wantsOf(text: string): string | null {
  const { go, toolchain } = parseGoMod(text)
  const [least, named] = [go, toolchain].map((ask) => ask && parseGoVersion(ask.asks))
  const isMore = named !== undefined && (least === undefined || compareGoVersions(named, least) > 0)
  return (isMore ? toolchain : go)?.asks ?? null
}

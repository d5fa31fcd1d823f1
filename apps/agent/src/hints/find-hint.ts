import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'
import { isFolder } from '../disk/look.js'
import { type GoModHints, parseGoMod } from './go-mod.js'
import { type Ask, type Hint, OddLine } from './hint.js'
import { parseGoVersionFile, parseMiseToml, parseToolVersions } from './version-files.js'

export interface HintOptions {
  /** The search ends in this folder when it begins below it, else at the top. */
  readonly home: string
  /** As the environment has it: `off`, or the file to use for go.work. */
  readonly gowork: string | undefined
}

/*
 * The nearest folder that asks for anything decides. Within one folder, what names a toolchain goes before what names a minimum:
 *   1. the toolchain line of go.work, then of go.mod
 *   2. .go-version   3. .tool-versions   4. mise.toml, .mise.toml
 *   5. the go line of go.work, then of go.mod
 * A go.work further up takes the place of a go.mod, because for the go command it does, too.
 */

/**
 * What a folder wants; undefined when nothing up to the home or the top asks. Throws `hint_malformed` for a file that says something odd
 * and `hint_unreadable` for one that cannot be read, naming it and the line: a hint that is passed over would be a wrong Go.
 */
export function findHint(folder: string, o: HintOptions): Hint | undefined {
  const start = resolve(folder)
  if (!isFolder(start)) throw noFolder(start)
  for (const at of upwards(start, o.home)) {
    const hint = hintIn(at, o)
    if (hint === undefined) continue
    return hint.file === join(at, 'go.mod') ? (workAbove(at, o) ?? hint) : hint
  }
  return undefined
}

function upwards(start: string, home: string): string[] {
  const above = dirname(start)
  return start === above || start === resolve(home) ? [start] : [start, ...upwards(above, home)]
}

function hintIn(folder: string, o: HintOptions): Hint | undefined {
  const work = workOf(folder, o)
  const mod = read(join(folder, 'go.mod'), parseGoMod)
  return (
    toolchainOf(work) ??
    toolchainOf(mod) ??
    askOf(read(join(folder, '.go-version'), parseGoVersionFile)) ??
    askOf(read(join(folder, '.tool-versions'), parseToolVersions)) ??
    askOf(read(join(folder, 'mise.toml'), parseMiseToml)) ??
    askOf(read(join(folder, '.mise.toml'), parseMiseToml)) ??
    goOf(work) ??
    goOf(mod)
  )
}

/** The go.work that the go command would use for a module: the nearest one above, to the very top. */
function workAbove(folder: string, o: HintOptions): Hint | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const work = workOf(at, o)
    if (work !== undefined) return toolchainOf(work) ?? goOf(work)
    if (dirname(at) === at) return undefined
  }
}

function workOf(folder: string, { gowork }: HintOptions): Read<GoModHints> | undefined {
  if (gowork === 'off') return undefined
  return read(gowork === undefined || gowork === '' ? join(folder, 'go.work') : gowork, parseGoMod)
}

interface Read<T> {
  readonly file: string
  readonly value: T
}

function toolchainOf(found: Read<GoModHints> | undefined): Hint | undefined {
  return found && withFile(found.file, found.value.toolchain)
}

function goOf(found: Read<GoModHints> | undefined): Hint | undefined {
  return found && withFile(found.file, found.value.go)
}

function askOf(found: Read<Ask | undefined> | undefined): Hint | undefined {
  return found && withFile(found.file, found.value)
}

function withFile(file: string, ask: Ask | undefined): Hint | undefined {
  return ask && { file, ...ask }
}

/** undefined when the file is not there. */
function read<T>(file: string, parse: (text: string) => T): Read<T> | undefined {
  try {
    return {
      file,
      value: parse(
        readFileSync(file, 'utf8')
          .replace(/^\uFEFF/, '')
          .replaceAll('\r\n', '\n'),
      ),
    }
  } catch (cause) {
    const code = errnoOf(cause)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (cause instanceof OddLine) throw malformed(file, cause)
    if (code === undefined) throw cause
    throw new AgentError({
      code: 'hint_unreadable',
      message: `${file} cannot be read`,
      hint: `It may say which Go ${dirname(file)} wants. Make it readable, or move it away.`,
      cause,
    })
  }
}

function malformed(file: string, { line, message }: OddLine): AgentError {
  return new AgentError({
    code: 'hint_malformed',
    message: `${file}:${line}: ${message}`,
    hint: 'Name a release such as 1.22.12, or a line such as 1.22, there.',
  })
}

function noFolder(folder: string): AgentError {
  return new AgentError({
    code: 'folder_missing',
    message: `${folder} is not a folder`,
    hint: 'Give --dir a folder that exists.',
  })
}

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AgentError } from '../disk/agent-error.js'
import { shownAddress } from '../disk/http-get.js'

/** A place that Go releases come from, as somebody wrote it. */
export type SourcePlace =
  | {
      readonly kind: 'site'
      /** Without the password it may carry. */
      readonly name: string
      /** Tried in order until one answers with an index. */
      readonly indexes: readonly string[]
      /** Archives are at `${files}/${filename}`. */
      readonly files: string
    }
  | { readonly kind: 'folder'; readonly name: string; readonly folder: string }
  /** `base`: an http(s) address, or the absolute path of a folder in the layout of one. */
  | { readonly kind: 'goproxy'; readonly name: string; readonly base: string }

const OFFICIAL_SITE = 'https://go.dev/dl'

/** Where releases come from: what --source says, else GOHERD_GO_SOURCE, else the official site. */
export function chooseSource(
  given: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): SourcePlace {
  const named = given ?? environment.GOHERD_GO_SOURCE
  return parseSourcePlace(named === undefined || named === '' ? OFFICIAL_SITE : named)
}

/** Reads `https://…`, a folder, or `goproxy:` and either. A folder in a proxy's layout is taken for one. Throws `bad_source`. */
export function parseSourcePlace(text: string): SourcePlace {
  if (text.startsWith('goproxy:')) return goproxyAt(text.slice('goproxy:'.length))
  if (/^https?:\/\//i.test(text)) return siteAt(text)
  if (/^[a-z][a-z0-9+.-]+:/i.test(text) && !text.startsWith('file:')) throw badSource(text)
  const folder = pathOf(text)
  return existsSync(join(folder, 'golang.org', 'toolchain', '@v'))
    ? { kind: 'goproxy', name: folder, base: folder }
    : { kind: 'folder', name: folder, folder }
}

function goproxyAt(text: string): SourcePlace {
  // GOPROXY itself may name several; a source is one.
  if (text === '' || /[,|]/.test(text) || text === 'direct' || text === 'off')
    throw badSource(`goproxy:${text}`)
  if (!/^https?:\/\//i.test(text)) return { kind: 'goproxy', name: pathOf(text), base: pathOf(text) }
  if (!URL.canParse(text)) throw badSource(`goproxy:${text}`)
  const base = text.replace(/\/+$/, '')
  return { kind: 'goproxy', name: shownAddress(base), base }
}

function siteAt(text: string): SourcePlace {
  if (!URL.canParse(text)) throw badSource(text)
  const url = new URL(text)
  url.hash = ''
  url.search = ''
  const base = url.href.replace(/\/+$/, '')
  const name = shownAddress(base)
  if (url.pathname.endsWith('.json'))
    return { kind: 'site', name, indexes: [base], files: base.slice(0, base.lastIndexOf('/')) }
  const indexes = [`${base}/?mode=json&include=all`, `${base}/dl.json`, `${base}/index.json`]
  return { kind: 'site', name, indexes, files: base }
}

function pathOf(text: string): string {
  return text.startsWith('file://') ? fileURLToPath(text) : resolve(text)
}

function badSource(text: string): AgentError {
  return new AgentError({
    code: 'bad_source',
    message: `"${shownAddress(text)}" is no source of Go releases`,
    hint: 'Give an address (https://go.dev/dl), a folder, or goproxy:https://proxy.golang.org.',
  })
}

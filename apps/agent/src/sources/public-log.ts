import { isAbsolute, join } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { fetchBytes, fetchText } from './fetch-bytes.js'
import { logForged } from './log-errors.js'
import { parseTree, recordHash, rootFrom, type SignedTree, tilePath } from './log-tree.js'
import { GO_LOG_KEY, type LogKey, openNote, parseLogKey } from './signed-note.js'

const MAX_RECORD = 65_536
const MAX_TILE = 256 * 32

/** What a public log says of a module's version. */
export interface LogRecord {
  readonly log: string
  /** Of the files: `h1:` and base64. */
  readonly hash: string
  /** How many records the signed tree has that it was proved against. */
  readonly size: number
}

/** A public log that can be asked. */
export interface PublicLog {
  readonly name: string
  /** Throws `public_log_unreachable` when nobody answers, `public_log_forged` when an answer does not hold. */
  lookup(module: string, version: string, signal: AbortSignal): Promise<LogRecord>
}

/**
 * The log that GOSUMDB names, else Go's own; undefined when GOSUMDB is `off`. It is asked through the proxy or folder in `through`
 * first, whose word need not be trusted: the log signs its tree, and a record has to be in that.
 */
export function publicLog(
  through: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): PublicLog | undefined {
  const named = environment.GOSUMDB ?? ''
  if (named === 'off') return undefined
  const [keyText = '', address] = named.split(' ')
  const key = parseLogKey(keyText === '' || keyText === 'sum.golang.org' ? GO_LOG_KEY : keyText)
  if (key === undefined) {
    throw new AgentError({
      code: 'bad_public_log',
      message: 'GOSUMDB names no key of a checksum database',
      hint: 'Write it as name+hash+key, with an address after it if need be, or unset it.',
    })
  }
  const direct = address ?? `https://${key.name}`
  const behind = through === undefined ? [] : [joined(through, `sumdb/${key.name}`)]
  return {
    name: key.name,
    lookup: (module, version, signal) => firstAnswer([...behind, direct], key, { module, version }, signal),
  }
}

interface Asked {
  readonly module: string
  readonly version: string
}

async function firstAnswer(
  places: readonly string[],
  key: LogKey,
  asked: Asked,
  signal: AbortSignal,
): Promise<LogRecord> {
  let last: unknown
  for (const place of places) {
    try {
      return await lookUp(place, key, asked, signal)
    } catch (cause) {
      // Only who does not answer may be passed over. A wrong answer is never made good by asking elsewhere.
      if (signal.aborted || !isSilence(cause)) throw cause
      if (place === places.at(-1) && AgentError.from(cause).code === 'http_not_found')
        throw unknownToLog(key.name, asked, cause)
      last = cause
    }
  }
  throw new AgentError({
    code: 'public_log_unreachable',
    message: `the public log ${key.name} could not be asked: ${AgentError.from(last).message}`,
    hint: 'Let this host reach a proxy that passes it on, such as https://proxy.golang.org, or set GOSUMDB.',
    cause: last,
  })
}

/** The log itself says that it knows no such release; a proxy before it may just not pass questions on. */
function unknownToLog(log: string, { version }: Asked, cause: unknown): AgentError {
  return new AgentError({
    code: 'public_log_unknown',
    message: `the public log ${log} has no record of ${version}`,
    hint: 'Go publishes its releases there since go1.21. Take one of those, or install from the official site; GOSUMDB=off leaves the log out.',
    cause,
  })
}

function isSilence(cause: unknown): boolean {
  const { code } = AgentError.from(cause)
  return !code.startsWith('public_log_') && code !== 'internal' && code !== 'source_too_long'
}

async function lookUp(
  place: string,
  key: LogKey,
  { module, version }: Asked,
  signal: AbortSignal,
): Promise<LogRecord> {
  const answer = await fetchText(joined(place, `lookup/${module}@${version}`), MAX_RECORD, signal)
  const { index, text, note } = parseLookup(answer, key.name)
  const hash = hashIn(text, { module, version }, key.name)
  const tree = parseTree(openNote(note, key))
  if (tree === undefined) throw logForged(key.name, 'its tree has an unknown form')
  // What stands beside the signed tree is signed by nobody: only being in the tree makes it the log's word.
  await refuseOutside(place, key.name, tree, index, text, signal)
  return { log: key.name, hash, size: tree.size }
}

/** A lookup's answer: the number of the record, its text, and the signed tree. */
function parseLookup(answer: string, log: string): { index: number; text: string; note: string } {
  const end = answer.indexOf('\n\n')
  const line = answer.indexOf('\n')
  const number = answer.slice(0, line)
  if (end < 0 || line === end || !/^(0|[1-9]\d{0,13})$/.test(number))
    throw logForged(log, 'it is not a record')
  return { index: Number(number), text: answer.slice(line + 1, end + 1), note: answer.slice(end + 2) }
}

function hashIn(text: string, { module, version }: Asked, log: string): string {
  const found: string[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const [name, ofVersion, hash, ...more] = line.split(' ')
    const isHash = /^h1:[A-Za-z0-9+/]{43}=$/.test(hash ?? '')
    if (name !== module || more.length > 0 || !isHash)
      throw logForged(log, 'it is a record of something else')
    if (ofVersion === version && hash !== undefined) found.push(hash)
    else if (ofVersion !== `${version}/go.mod`) throw logForged(log, 'it is a record of another version')
  }
  if (found.length === 1 && found[0] !== undefined) return found[0]
  throw logForged(log, `it does not say one hash of ${module} ${version}`)
}

async function refuseOutside(
  place: string,
  log: string,
  tree: SignedTree,
  index: number,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  if (index >= tree.size) throw logForged(log, 'the record is newer than its tree')
  const root = await rootFrom(index, recordHash(text), tree.size, async (tile) => {
    const bytes = await fetchBytes(joined(place, tilePath(tile)), MAX_TILE, signal)
    if (bytes.length !== tile.width * 32) throw logForged(log, 'a tile of its tree is damaged')
    return bytes
  })
  if (!root.equals(tree.root)) throw logForged(log, 'the record is not in its signed tree')
}

function joined(place: string, path: string): string {
  return isAbsolute(place) ? join(place, path) : `${place}/${path}`
}

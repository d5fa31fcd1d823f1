import { AgentError } from '../disk/agent-error.js'
import { askHttp } from '../disk/http-get.js'
import { listInstalled } from '../disk/installed.js'
import { isFolder } from '../disk/look.js'
import { chooseSource, type SourcePlace } from '../sources/index.js'
import { type Finding, fail, ok, warn } from './finding.js'
import type { Patient } from './patient.js'

const LIMIT_MS = 10_000
/** More than this, and certificates and signatures begin to look too young or too old. */
const CLOCK_MS = 5 * 60_000

/** Whether releases can be fetched: DNS, TLS and proxies on the way, and this machine's clock against the other side's. */
export async function checkSource(patient: Patient): Promise<Finding[]> {
  const { identity } = patient
  if (identity instanceof Error) {
    const { message, hint } = AgentError.from(identity)
    return [fail('source', message, hint)]
  }
  try {
    const place = identity === undefined ? chooseSource(undefined, patient.env) : undefined
    if (place !== undefined && isLocal(place)) return [checkFolder(place)]
    const name = identity?.server ?? place?.name ?? ''
    const date = await firstAnswer(identity === undefined ? addressesOf(place) : [`${identity.server}/livez`])
    return [ok('source', `${name} answers${through(patient)}`), checkClock(date, patient.now())]
  } catch (cause) {
    const { code, message, hint } = AgentError.from(cause)
    const isClock =
      code === 'tls_expired' ? ' A wrong clock looks the same: compare it with another machine’s.' : ''
    // A machine without a network lives on what it has, until it wants more.
    const canWait = identity === undefined && patient.hasRoot && listInstalled(patient.layout).length > 0
    return [(canWait ? warn : fail)('source', message, `${hint}${isClock}`)]
  }
}

/** Compares the date of an answer with this machine's clock; `now` in milliseconds since 1970. Pure. */
export function checkClock(date: string | undefined, now: number): Finding {
  const theirs = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(theirs)) return ok('clock', 'not compared, because the other side says no time')
  const off = Math.round((now - theirs) / 60_000)
  if (Math.abs(now - theirs) <= CLOCK_MS) return ok('clock', 'the clock agrees with the other side’s')
  return fail(
    'clock',
    `this machine’s clock is ${Math.abs(off)} minutes ${off > 0 ? 'ahead of' : 'behind'} the other side’s`,
    'Set it right, as with: timedatectl set-ntp true',
  )
}

type Local = Extract<SourcePlace, { kind: 'folder' | 'goproxy' }>

function isLocal(place: SourcePlace): place is Local {
  return place.kind === 'folder' || (place.kind === 'goproxy' && !/^https?:/i.test(place.base))
}

function checkFolder(place: Local): Finding {
  return isFolder(place.kind === 'folder' ? place.folder : place.base)
    ? ok('source', `${place.name} is there`)
    : fail(
        'source',
        `${place.name}, where releases come from, is not there`,
        'Mount it, or set GOHERD_GO_SOURCE to another place.',
      )
}

function addressesOf(place: SourcePlace | undefined): readonly string[] {
  if (place?.kind === 'site') return place.indexes
  return place?.kind === 'goproxy' ? [`${place.base}/golang.org/toolchain/@v/list`] : []
}

/** The date of the first answer. Throws what the first address met when none answers. */
async function firstAnswer(addresses: readonly string[]): Promise<string | undefined> {
  let met: unknown
  for (const url of addresses) {
    try {
      const answer = await askHttp({ url, signal: AbortSignal.timeout(LIMIT_MS) })
      answer.close()
      return answer.header('date')
    } catch (cause) {
      met ??= inWords(cause, url)
    }
  }
  throw met
}

function inWords(cause: unknown, url: string): AgentError {
  const error = AgentError.from(cause)
  const message =
    error.code === 'aborted'
      ? `${url} did not answer within ${LIMIT_MS / 1000} s`
      : `${url}: ${error.message}`
  const hint =
    error.code === 'aborted' ? 'Check the network, and the proxies in the environment.' : error.hint
  return new AgentError({ code: error.code, message, hint, cause })
}

function through({ machine }: Patient): string {
  const proxies = machine.proxies.filter(({ name }) => !/^no_/i.test(name)).map(({ value }) => value)
  return proxies.length === 0 ? '' : `, through ${[...new Set(proxies)].join(', ')} where it applies`
}

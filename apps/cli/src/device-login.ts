import { hostname, userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { deviceToken, type StartedDevice, startedDevice } from '@goherd/protocol'
import { type ApiClient, createApiClient } from './api-client.js'
import { CliFailure, interruptedFailure } from './cli-failure.js'
import type { Exit } from './exit-codes.js'
import type { Invocation } from './invocation.js'
import { printable } from './render/printable.js'

const REQUEST_LIMIT_MS = 30_000
/** Seconds by which a client that is told to slow down waits longer from then on (RFC 8628, section 3.5). */
const SLOWER_BY_SECONDS = 5
const MINUTE_MS = 60_000

/**
 * Gets an API token from a server without having one (RFC 8628): shows an address and a code, and waits until a person who
 * is signed in there has answered. Opens nothing: the browser may be on another machine.
 */
export async function tokenByDevice(invocation: Invocation, url: string): Promise<string> {
  const { interrupt, globals, output } = invocation
  const client = (limitMs: number) =>
    createApiClient({ url, source: 'the command line' }, { interrupt, limitMs: globals.timeoutMs ?? limitMs })
  const started = await use(client(REQUEST_LIMIT_MS), (api) =>
    api.post('/api/device/start', { client: whoAsks(invocation.env) }, startedDevice),
  )
  output.instruct(
    `Open ${printable(started.verificationUriComplete)}\nand compare the code: ${printable(started.userCode)}`,
  )
  return use(client(started.expiresIn * 1000 + REQUEST_LIMIT_MS), (api) =>
    waitForToken(api, started, invocation),
  )
}

async function use<T>(api: ApiClient, run: (api: ApiClient) => Promise<T>): Promise<T> {
  try {
    return await run(api)
  } finally {
    await api.close()
  }
}

async function waitForToken(
  api: ApiClient,
  { deviceCode, expiresIn, interval }: StartedDevice,
  { interrupt, globals, output }: Invocation,
): Promise<string> {
  const expiresAt = Date.now() + expiresIn * 1000
  const limit = AbortSignal.timeout(globals.timeoutMs ?? expiresIn * 1000)
  const stop = AbortSignal.any([interrupt, limit])
  let seconds = interval
  for (;;) {
    output.progress(`waiting for an answer; the code is good for ${minutesWord(expiresAt - Date.now())}`)
    // Whoever stops the waiting is told so by the request that follows at once.
    await sleep(seconds * 1000, undefined, { signal: stop }).catch(() => undefined)
    if (interrupt.aborted)
      throw interruptedFailure('Nothing was kept. The code can no longer be used from here.')
    if (limit.aborted) throw ended('timeout')
    try {
      const { token } = await api.post('/api/device/token', { deviceCode }, deviceToken)
      output.endProgress()
      return token
    } catch (thrown) {
      seconds += slowerBy(thrown)
    }
  }
}

/** Seconds to wait longer from now on. What ends the waiting is thrown on. */
function slowerBy(thrown: unknown): number {
  if (!(thrown instanceof CliFailure)) throw thrown
  if (thrown.code === 'authorization_pending') return 0
  if (thrown.code === 'slow_down' || thrown.code === 'too_many_requests' || thrown.transient)
    return SLOWER_BY_SECONDS
  if (thrown.code === 'access_denied') throw ended('denied')
  if (thrown.code === 'expired_token' || thrown.exit === 'timeout') throw ended('timeout')
  if (thrown.exit === 'interrupted') throw interruptedFailure('Nothing was kept.')
  throw thrown
}

const ENDED = {
  denied: {
    ...{ code: 'access_denied', exit: 'not-allowed' as Exit },
    message: 'the person did not let this command line in',
    hint: 'Start again if that was a mistake: goherd login --device.',
  },
  timeout: {
    ...{ code: 'expired_token', exit: 'timeout' as Exit },
    message: 'nobody answered in time',
    hint: 'Start again for a new code: goherd login --device.',
  },
}

function ended(how: keyof typeof ENDED): CliFailure {
  return new CliFailure(ENDED[how])
}

function minutesWord(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE_MS))
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}

/** `ada@build-7`, as the person will read it. */
function whoAsks(env: Invocation['env']): string {
  return `${userName(env)}@${hostname()}`.slice(0, 100)
}

function userName(env: Invocation['env']): string {
  try {
    return userInfo().username
  } catch {
    // A user id without an entry in passwd, as containers have.
    return env.USER ?? 'somebody'
  }
}

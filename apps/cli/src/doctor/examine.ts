import { fleetStatus, me, releaseList } from '@goherd/protocol'
import { z } from 'zod'
import type { ApiClient } from '../api-client.js'
import { asFailure, type CliFailure } from '../cli-failure.js'
import type { FoundServer } from '../find-server.js'
import { openLiveLink } from '../live-link.js'
import { VERSION } from '../version.js'
import type { Finding } from './finding.js'
import { judgeAnswer, judgeCatalogue, judgeClocks, judgeToken, judgeVersions } from './judge.js'

const LIVE_MS = 5_000
const alive = z.object({ status: z.string() })

/** What the doctor needs of the world. */
export interface Patient {
  readonly api: ApiClient
  readonly server: FoundServer
  readonly interrupt: AbortSignal
  /** Told what is looked at now. */
  readonly tell: (check: string) => void
}

/** A check that failed, with the failure's own hint. */
export function troubled(check: string, failure: CliFailure): Finding {
  const cause = failure.detail === undefined ? '' : `: ${failure.detail}`
  return { check, state: 'bad', says: `${failure.message}${cause}`, hint: failure.hint }
}

/** Looks at everything commands rely on; what depends on something that is broken is skipped. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const { api, tell } = patient
  tell('server')
  const reached = await attempt('server', () => answersOf(patient))
  if (reached.some(({ state }) => state === 'bad'))
    return [...reached, ...skipped(['database', 'token', 'version', 'catalogue', 'live updates'])]
  tell('database')
  const database = await attempt('database', async () => {
    await api.get('/readyz', alive)
    return [{ check: 'database', state: 'good', says: 'answers, with every migration', hint: null }]
  })
  tell('token')
  const token = await attempt('token', async () => [judgeToken(await api.get('/api/me', me))])
  if (token.some(({ state }) => state === 'bad'))
    return [...reached, ...database, ...token, ...skipped(['version', 'catalogue', 'live updates'])]
  tell('version, catalogue, live updates')
  const rest = await Promise.all([
    attempt('version', async () => [
      judgeVersions(VERSION, (await api.get('/api/status', fleetStatus)).serverVersion),
    ]),
    attempt('catalogue', async () => {
      const { syncedAt, releases } = await api.get('/api/releases', releaseList)
      return [judgeCatalogue({ syncedAt, releases: releases.length }, Date.now())]
    }),
    liveWorks(patient),
  ])
  return [...reached, ...database, ...token, ...rest.flat()]
}

async function answersOf({ api, server }: Patient): Promise<Finding[]> {
  const began = performance.now()
  const date = await api.date('/livez')
  const tookMs = performance.now() - began
  const answer = judgeAnswer(server.url, tookMs)
  // In the middle of the request the server's clock was read, cut to a second: half of one is the best guess.
  const apart = date === undefined ? undefined : Date.now() - tookMs / 2 - (date + 500)
  return apart === undefined ? [answer] : [answer, judgeClocks(apart)]
}

async function attempt(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (thrown) {
    const failure = asFailure(thrown)
    if (failure.exit === 'interrupted') throw failure
    return [troubled(check, failure)]
  }
}

function skipped(checks: readonly string[]): Finding[] {
  return checks.map((check) => ({ check, state: 'skipped', says: 'not looked at', hint: null }))
}

/** The live socket is opened, and the server's first word on it waited for. */
async function liveWorks({ server, interrupt }: Patient): Promise<Finding[]> {
  const check = 'live updates'
  const opened = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => end(false), LIVE_MS)
    const link = openLiveLink(server, [], () => end(true))
    const end = (ok: boolean) => {
      clearTimeout(timer)
      link.close()
      resolve(ok)
    }
    interrupt.addEventListener('abort', () => end(false), { once: true })
  })
  if (opened) return [{ check, state: 'good', says: 'arrive over a websocket', hint: null }]
  return [
    {
      check,
      state: 'bad',
      says: `no websocket to ${server.url} within ${LIVE_MS / 1000} s: pages and --watch only look now and then`,
      hint: 'Let the proxy in front of the server pass websockets on for /socket.io.',
    },
  ]
}

import { describeAge, describeDuration } from '../duration.js'
import type { Finding } from './finding.js'

const good = (check: string, says: string): Finding => ({ check, state: 'good', says, hint: null })

/** Further apart, times on pages and in plans that expire mislead. */
const CLOCKS_APART_MS = 5_000
const CLOCKS_BROKEN_MS = 60_000
/** Go releases about twice a month; who reads the catalogue less often misses a security fix for long. */
const CATALOGUE_OLD_MS = 48 * 3_600_000

/** Whether both sides are of one version. */
export function judgeVersions(own: string, server: string): Finding {
  if (own === server) return good('version', `${own}, as the server`)
  return {
    check: 'version',
    state: 'warning',
    says: `this goherd is ${own}, the server is ${server}`,
    hint: `Use the goherd of the server's version, ${server}.`,
  }
}

/** How far this machine's clock is from the server's, in milliseconds, as far as one request can tell. */
export function judgeClocks(apartMs: number): Finding {
  const far = Math.abs(apartMs)
  // The server says its time in whole seconds.
  if (far < CLOCKS_APART_MS) return good('clocks', 'agree to a few seconds')
  return {
    check: 'clocks',
    state: far < CLOCKS_BROKEN_MS ? 'warning' : 'bad',
    says: `this machine is ${describeDuration(far)} ${apartMs > 0 ? 'ahead of' : 'behind'} the server`,
    hint: 'Set the clock, best by NTP, of the one that is wrong.',
  }
}

/** Who the token stands for. */
export function judgeToken(me: { readonly name: string; readonly role: string }): Finding {
  return good(
    'token',
    `${me.name}, ${me.role}${me.role === 'viewer' ? ': may look, but change nothing' : ''}`,
  )
}

/** Whether the server knows of releases, and of new ones. `now` is milliseconds since 1970. */
export function judgeCatalogue(
  { syncedAt, releases }: { readonly syncedAt: string | null; readonly releases: number },
  now: number,
): Finding {
  const hint = 'Read it again: goherd releases sync. If that fails, look at the sources in the dashboard.'
  if (syncedAt === null || releases === 0)
    return { check: 'catalogue', state: 'bad', says: 'the server knows of no Go release', hint }
  const says = `${releases} releases, read ${describeAge(syncedAt, now)}`
  const isOld = now - Date.parse(syncedAt) > CATALOGUE_OLD_MS
  return isOld ? { check: 'catalogue', state: 'warning', says, hint } : good('catalogue', says)
}

/** How long the server took to answer. */
export function judgeAnswer(url: string, tookMs: number): Finding {
  const says = `${url} answers in ${describeDuration(tookMs)}`
  if (tookMs < 1_000) return good('server', says)
  return {
    check: 'server',
    state: 'warning',
    says,
    hint: 'Look at what the server and its database are busy with.',
  }
}

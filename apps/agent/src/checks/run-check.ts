import { existsSync } from 'node:fs'
import type { CheckOrder, CheckResult } from '@goherd/protocol'
import { AgentError } from '../disk/agent-error.js'
import { type Layout, manifestOf } from '../disk/layout.js'
import { thisMachine } from '../machine/index.js'
import { checkUserOf } from './check-user.js'
import { cacheOf, FOLDERS, goEnvironment } from './go-environment.js'
import { makePlace } from './place.js'
import { runBuild } from './run-build.js'
import { runSmoke } from './run-smoke.js'
import type { Trial } from './try-command.js'
import { Unable } from './unable.js'

/** Where a check is tried, and as whom if the agent is root; without a name as nobody. */
export interface CheckHost {
  readonly layout: Layout
  readonly user: string | undefined
}

/** Carries an order out, and clears everything away. Whatever keeps it from being tried is an answer; throws on abort only. */
export async function runCheck(
  host: CheckHost,
  order: CheckOrder,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { layout } = host
  try {
    if (process.platform === 'win32') throw new Unable('unsupported', 'checks are not tried on Windows')
    for (const release of [order.to, order.from]) {
      if (release !== null && !existsSync(manifestOf(layout, release))) {
        throw new Unable('release_missing', `${release} is not on this host`)
      }
    }
    return await inPlace(host, order, signal)
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof Unable) return unable(cause.code, cause.message)
    const { code, message } = AgentError.from(cause)
    return unable(code, message)
  }
}

async function inPlace(
  { layout, user }: CheckHost,
  order: CheckOrder,
  signal: AbortSignal,
): Promise<CheckResult> {
  const place = await makePlace(layout, checkUserOf(thisMachine(), user))
  try {
    const releases = new Set([order.to, ...(order.from === null ? [] : [order.from])])
    for (const name of [...FOLDERS, ...[...releases].map(cacheOf)]) await place.make(name)
    const trial: Trial = {
      ...{ place, signal, env: goEnvironment(layout, order.to, place) },
      deadline: Date.now() + order.timeoutSeconds * 1000,
    }
    switch (order.trial.kind) {
      case 'smoke':
        return await runSmoke(layout, order.trial.check, order, trial)
      case 'build':
        if (order.from === null) throw new Unable('no_old_release', 'this host had no Go to compare with')
        return await runBuild(layout, order.trial, { from: order.from, to: order.to }, trial)
    }
  } finally {
    await place.remove()
  }
}

function unable(code: string, why: string): CheckResult {
  return { kind: 'unable', code: code.slice(0, 64), why: why.slice(0, 1_000) }
}

import { setTimeout as sleep } from 'node:timers/promises'
import {
  createdEnrollmentToken,
  fleetStatus,
  groupList,
  groupView,
  releaseList,
  setDesiredResult,
  signInLink,
  syncResult,
} from '@goherd/protocol'
import type { Api } from './api.js'
import type { Member } from './cast.js'
import { DemoFailure } from './demo-failure.js'
import { demoReleases, type GroupPlot, plotGroups } from './plot.js'
import type { Far } from './screen.js'

const LOOK_EVERY_MS = 400
const SETTLE_MS = 15 * 60_000
const PLATFORMS = ['linux/amd64', 'linux/arm64', 'darwin/arm64']
/** As many hosts as one token may let in. */
const TOKEN = { uses: 10_000, ttlSeconds: 3600, note: 'goherd demo' }

/** What the fleet plays on. */
export interface Stage {
  readonly groups: readonly GroupPlot[]
  readonly catchAll: string
  readonly platforms: readonly string[]
  readonly newest: string
  /** Groups that were there already; their desired state is left as it is. */
  readonly kept: ReadonlySet<string>
}

/** Makes the groups with what they have at first. `prefix` goes before their names. */
export async function setStage(api: Api, prefix: string, tell: (far: Far) => void): Promise<Stage> {
  const catalogue = await readCatalogue(api, tell)
  const usable = demoReleases(catalogue.filter(({ archives }) => archives.length > 0).map((r) => r.release))
  const newest = usable.at(-1)
  if (newest === undefined) throw noRelease()
  const groups = plotGroups(usable, prefix)
  const used = new Set(groups.flatMap(({ steps }) => steps.map(({ go }) => go)))
  const platforms = PLATFORMS.filter((platform) =>
    catalogue
      .filter(({ release }) => used.has(release))
      .every(({ archives }) => archives.some((archive) => archive.platform === platform)),
  )
  const there = (await api.get('/api/groups', groupList)).groups
  const kept = new Set(there.filter(({ revision }) => revision !== null).map(({ name }) => name))
  const catchAll = there.find(({ managed }) => !managed)?.name ?? 'catch-all'
  for (const { name } of groups) {
    if (!there.some((group) => group.name === name)) await api.post('/api/groups', groupView, { name })
  }
  const stage = { groups, catchAll, platforms, newest, kept }
  await giveStep(api, stage, 0, tell)
  return stage
}

async function readCatalogue(api: Api, tell: (far: Far) => void) {
  tell('reading the catalogue')
  await api.post('/api/releases/sync', syncResult)
  return (await api.get('/api/releases', releaseList)).releases
}

function noRelease(): DemoFailure {
  return new DemoFailure('no_release', 'the source has no Go release from 1.21 on', {
    hint: 'Point GOHERD_GO_SOURCE to one that has.',
  })
}

/** Gives each group its nth desired state, or the last one it has; false when no group has one more. */
export async function giveStep(
  api: Api,
  { groups, kept }: Pick<Stage, 'groups' | 'kept'>,
  nth: number,
  tell: (far: Far) => void,
): Promise<boolean> {
  let given = false
  for (const { name, steps } of groups) {
    const step = steps[nth]
    if (step === undefined || kept.has(name)) continue
    tell(`${name}: ${step.go}`)
    await api.post(`/api/groups/${name}/desired`, setDesiredResult, { ...step })
    given = true
  }
  return given
}

/** Hosts that enroll with one token wait for each other: each group gets so many. */
const TOKENS_EACH = 16

/** Tokens by group, for members to join with. */
export async function tokensFor(
  api: Api,
  members: readonly Member[],
): Promise<Record<string, readonly string[]>> {
  const groups = [...new Set(members.map(({ group }) => group))]
  const make = async (group: string) =>
    (await api.post('/api/enrollment/tokens', createdEnrollmentToken, { group, ...TOKEN })).token
  const made = await Promise.all(
    groups.map(async (group) => {
      const tokens = await Promise.all(Array.from({ length: TOKENS_EACH }, () => make(group)))
      return [group, tokens] as const
    }),
  )
  return Object.fromEntries(made)
}

/** Waits until so many hosts, of those that are managed, are where they are going to stay by themselves. Throws `not_settled`. */
export async function settled(api: Api, tell: (far: Far) => void, signal: AbortSignal): Promise<void> {
  const until = Date.now() + SETTLE_MS
  // What was just assigned has to be counted before it can be waited for.
  let quiet = 0
  for (;;) {
    const { hosts } = await api.get('/api/status', fleetStatus)
    const managed = hosts.total - hosts.unmanaged
    const there = hosts.inSync + hosts.failed + hosts.drifted + hosts.offline
    tell({ done: Math.min(there, managed), of: managed })
    quiet = hosts.updating === 0 ? quiet + 1 : 0
    if (quiet >= 3) return
    if (Date.now() > until)
      throw new DemoFailure('not_settled', `${hosts.updating} hosts are still on their way`, {
        hint: 'Look into the server log, or try fewer --hosts.',
      })
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
}

/** An address that signs its visitor in, for today. */
export async function signInUrl(api: Api): Promise<string> {
  return (await api.post('/api/access/sign-in-links', signInLink, { ttlSeconds: 12 * 3600, uses: 20 })).url
}

import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Api } from './api.js'
import { castFleet, type Member } from './cast.js'
import type { Folder } from './folder.js'
import { keepIdentities, readIdentities } from './identities.js'
import type { Identity, Task } from './messages.js'
import type { DemoOptions } from './options.js'
import { readyText } from './ready.js'
import { number, type Screen } from './screen.js'
import type { DemoServer } from './server.js'
import { giveStep, type Stage, setStage, settled, signInUrl, tokensFor } from './stage.js'
import type { Workers } from './workers.js'

/** A change every two seconds: enough for pages to live. */
const TRICKLE = 0.5
const RATES_EVERY_MS = 5_000

/** One or two processes hold the hosts: more would only take time from the server. */
export function workersFor(hosts: number): number {
  return hosts < 200 ? 1 : Math.min(2, availableParallelism())
}

/** What the demo has when it begins. */
export interface Means {
  readonly options: DemoOptions
  readonly screen: Screen
  readonly signal: AbortSignal
  readonly api: Api
  readonly workers: Workers
  readonly count: number
  /** What it started itself; undefined for a server that was there. */
  readonly own: { readonly server: DemoServer; readonly folder: Folder } | undefined
  readonly began: number
}

/** Casts the fleet, brings it up, says what to try, and lets it live until the signal. */
export async function runDemo(means: Means): Promise<void> {
  const { options, screen, signal, api, own, workers } = means
  const prefix = own === undefined ? `demo${Date.now().toString(36).slice(-5)}-` : ''
  const stage = await screen.step('groups and releases', (tell) => setStage(api, prefix, tell))
  const members = castFleet({ ...stage, hosts: options.hosts, seed: options.seed, prefix })
  await enroll(means, stage, members)
  await screen.step('connecting', (tell) =>
    whileWorking(
      () => tell({ done: workers.stand.connected, of: members.length }),
      askAll(workers, { kind: 'connect' }),
    ),
  )
  const connectedAfter = performance.now() - means.began
  await screen.step('first Go', (tell) => settled(api, tell, signal))
  await askAll(workers, { kind: 'hinder' })
  if (await screen.step('the Go they want', (tell) => giveStep(api, stage, 1, tell)))
    await screen.step('switching', (tell) => settled(api, tell, signal))
  await askAll(workers, { kind: 'spoil' })
  await askAll(workers, {
    kind: 'live',
    seed: options.seed,
    perSecond: (options.load ?? TRICKLE) / means.count,
  })
  screen.line(`  all connected after ${(connectedAfter / 1000).toFixed(1)} s`)
  await sayReady(means, stage, { members, prefix })
  await live(means)
}

async function enroll(means: Means, stage: Stage, members: readonly Member[]): Promise<void> {
  const { screen, api, workers, own, count } = means
  const known = own === undefined ? [] : readIdentities(own.folder.path)
  const names = new Set(known.map(({ name }) => name))
  const identities = await screen.step('enrolling', async (tell) => {
    const tokens = await tokensFor(
      api,
      members.filter(({ name }) => !names.has(name)),
    )
    const server = api.url
    const parts = split(members, count).map((part) =>
      taskFor(part, { server, tokens, known, newest: stage.newest }),
    )
    return whileWorking(
      () => tell({ done: workers.stand.enrolled, of: members.length }),
      workers.ask((n) => parts[n] ?? { kind: 'connect' }),
    )
  })
  if (own?.folder.kept === true) keepIdentities(own.folder.path, identities)
}

function taskFor(
  members: Member[],
  about: {
    readonly server: string
    readonly tokens: Record<string, readonly string[]>
    readonly known: readonly Identity[]
    readonly newest: string
  },
): Task {
  const names = new Set(members.map(({ name }) => name))
  const tokens = Object.fromEntries(Object.entries(about.tokens).map(([group, each]) => [group, [...each]]))
  return {
    kind: 'enroll',
    ...about,
    tokens,
    members,
    known: about.known.filter(({ name }) => names.has(name)),
  }
}

function split<T>(items: readonly T[], parts: number): T[][] {
  const size = Math.ceil(items.length / parts)
  return Array.from({ length: parts }, (_, n) => items.slice(n * size, (n + 1) * size))
}

function askAll(workers: Workers, task: Task): Promise<unknown> {
  return workers.ask(() => task)
}

/** Looks at how far it is while something goes on. */
async function whileWorking<T>(look: () => void, work: Promise<T>): Promise<T> {
  const timer = setInterval(look, 200)
  try {
    return await work
  } finally {
    clearInterval(timer)
    look()
  }
}

async function sayReady(
  { screen, api, workers, own, began }: Means,
  stage: Stage,
  { members, prefix }: { readonly members: readonly Member[]; readonly prefix: string },
) {
  const [largest] = stage.groups
  screen.line(
    readyText({
      url: await signInUrl(api),
      hosts: members.length,
      tookMs: performance.now() - began,
      hostMemoryBytes: workers.stand.memoryBytes,
      serverMemoryBytes: own?.server.memoryBytes,
      data: own?.folder.path,
      kept: own?.folder.kept ?? true,
      group: largest?.name ?? '',
      newest: stage.newest,
      prefix,
    }),
  )
}

/** Until Ctrl-C; with --load it says how much goes on. */
async function live({ options, screen, workers, signal, own }: Means): Promise<never> {
  for (;;) {
    const before = workers.stand
    const at = performance.now()
    await sleep(RATES_EVERY_MS, undefined, { signal })
    if (options.load === undefined) continue
    const { changes, reports, connected, memoryBytes } = workers.stand
    const rate = (now: number, then: number) => ((now - then) * 1000) / (performance.now() - at)
    screen.live(
      [
        `${number(rate(changes, before.changes))} changes/s`,
        `${number(rate(reports, before.reports))} reports/s committed`,
        `${number(connected)} connected`,
        `hosts ${number(memoryBytes / 1e6)} MB`,
        ...(own?.server.memoryBytes === undefined
          ? []
          : [`server ${number(own.server.memoryBytes / 1e6)} MB`]),
      ].join(' · '),
    )
  }
}

import { findBreach } from './budget.js'
import type { HostFacts, Inventory } from './facts.js'
import { hear } from './hear.js'
import { withoutPause, withPause } from './pauses.js'
import type { RolloutPolicy } from './policy.js'
import { beginReverting, continueReverting } from './revert.js'
import { stagePolicy } from './stage-policy.js'
import { slotsHeld, startHosts } from './start-hosts.js'
import {
  finished,
  type HostProgress,
  type PhaseKind,
  type RolloutPhase,
  type RolloutState,
  stageOf,
} from './state.js'
import type { RolloutStep, StageAssignment, Turn } from './step.js'
import { endsAt, type Wait } from './waits.js'
import { windowsState } from './windows.js'

const MOST_TURNS = 16

/** What the phases share while a step is made. */
interface Scene {
  readonly policy: RolloutPolicy
  readonly inventory: Inventory
  readonly facts: ReadonlyMap<string, HostFacts>
  readonly now: number
}

/**
 * The next step of a rollout: hears what the hosts say, then goes as far as policy, budgets, gates, windows, freezes and people
 * allow. Pure and level-triggered: planned again with the same facts it asks for nothing more, and a driver that lost an answer
 * only has to plan again.
 */
export function planRollout(
  policy: RolloutPolicy,
  inventory: Inventory,
  before: RolloutState,
  now: number,
): RolloutStep {
  if (before.phase.kind === 'finished') return settled(before)
  const facts = new Map(inventory.hosts.map((host) => [host.id, host]))
  const scene: Scene = { policy, inventory, facts, now }
  let state = takeIn(before, scene)
  const assignments: StageAssignment[] = []
  for (let turns = 0; ; turns += 1) {
    // Every stage has a handful of phases: more turns than that would be a fault of this engine, which must not hang a server.
    if (turns > MOST_TURNS + 8 * state.stages.length) throw new Error('a rollout does not come to rest')
    const turn = takeTurn(state, scene)
    state = turn.state
    assignments.push(...(turn.assignments ?? []))
    if (turn.next) continue
    const { groups = null, asks = [], waits } = turn
    const wakes = [...waits.flatMap((wait) => endsAt(wait) ?? []), ...silences(state, scene)]
    return {
      state,
      assignments,
      groups,
      asks,
      waits,
      wakeAt: wakes.length === 0 ? null : Math.min(...wakes),
    }
  }
}

function settled(state: RolloutState): RolloutStep {
  return { state, assignments: [], groups: null, asks: [], waits: [], wakeAt: null }
}

/** Reports, late hosts, answers of gates and a recall, before anything is decided. */
function takeIn(before: RolloutState, { policy, inventory, facts, now }: Scene): RolloutState {
  let state = hear(before, facts, { now, silentAfterMs: policy.silentAfterMs })
  state = addLateHosts(state, inventory.hosts)
  const stage = stageOf(state)
  const fresh = inventory.answers.filter((answer) => answer.stage === stage)
  if (fresh.length > 0) {
    const named = new Set(fresh.map(({ gate }) => gate))
    state = { ...state, gates: [...state.gates.filter(({ gate }) => !named.has(gate)), ...fresh] }
  }
  return hearRecall(proofInSight(state, facts), inventory)
}

/** A host whose turn it was is back: the stage need not wait for a person any more. */
function proofInSight(state: RolloutState, facts: Scene['facts']): RolloutState {
  const pause = state.pauses.find(({ kind }) => kind === 'nothing-proved')
  if (pause?.kind !== 'nothing-proved') return state
  const isBack = (id: string) => state.hosts[id]?.kind === 'debt' && facts.get(id)?.online === true
  return (state.stages[pause.stage] ?? []).some(isBack) ? withoutPause(state, 'nothing-proved') : state
}

function hearRecall(state: RolloutState, { recalled }: Inventory): RolloutState {
  if (recalled === null) return withoutPause(state, 'recalled')
  const known = state.pauses.some((pause) => pause.kind === 'recalled' && pause.reason === recalled.reason)
  return known ? state : withPause(state, { kind: 'recalled', reason: recalled.reason })
}

/** A host that joins late is in the last stage: it gets what it would have had, when everyone left gets it. */
function addLateHosts(state: RolloutState, hosts: readonly HostFacts[]): RolloutState {
  // Whoever has progress is known: in a large fleet that saves a set of everybody.
  const unheard = hosts.filter(({ id }) => state.hosts[id] === undefined)
  if (unheard.length === 0) return state
  const known = new Set(state.stages.flat())
  const late = unheard.flatMap(({ id }) => (known.has(id) ? [] : [id]))
  if (late.length === 0) return state
  const last = state.stages.length - 1
  return { ...state, stages: state.stages.map((ids, index) => (index === last ? [...ids, ...late] : ids)) }
}

function takeTurn(state: RolloutState, scene: Scene): Turn {
  const { phase } = state
  if (phase.kind === 'reverting') return continueReverting(state, phase, scene)
  const breach = phase.kind === 'scheduled' ? undefined : findBreach(state, scene.policy)
  const isKnown = state.pauses.some((pause) => pause.kind === 'breach')
  if (breach !== undefined && !isKnown) return onFailure(state, { kind: 'breach', ...breach }, scene)
  if (state.pauses.length > 0) return wait(state, { kind: 'paused' })
  return TURNS[phase.kind](state, scene)
}

const wait = (state: RolloutState, ...waits: Wait[]): Turn => ({ state, waits, next: false })
const go = (state: RolloutState, phase: RolloutPhase): Turn => ({
  state: { ...state, phase },
  waits: [],
  next: true,
})

/** A budget is exceeded or a gate failed: what the stage's policy says. Whatever it says, nothing new starts. */
function onFailure(
  state: RolloutState,
  reason: Extract<RolloutState['pauses'][number], { kind: 'breach' | 'gate-failed' }>,
  { policy, now }: Scene,
): Turn {
  const action = stagePolicy(policy, reason.stage).onFailure
  const paused = withPause(state, reason)
  if (action === 'pause') return { state: paused, waits: [], next: true }
  const scope = action === 'revert-all' ? 'all' : 'stage'
  return beginReverting(paused, { kind: scope, stage: reason.stage }, now)
}

const TURNS: Readonly<Record<PhaseKind, (state: RolloutState, scene: Scene) => Turn>> = {
  scheduled: (state, scene) => beginStage(state, 0, scene),
  updating: updatingTurn,
  soaking: soakingTurn,
  gating: gatingTurn,
  approving: approvingTurn,
  between: (state, scene) => beginStage(state, stageOf(state) + 1, scene),
  reverting: (state) => wait(state),
  finished: (state) => wait(state),
}

/** Windows, freezes and the hour bound when a stage may start. */
function beginStage(state: RolloutState, stage: number, { policy, inventory, now }: Scene): Turn {
  const waits: Wait[] = []
  if (policy.startAt !== null && now < policy.startAt) waits.push({ kind: 'start-time', at: policy.startAt })
  const window = windowsState([policy.windows, ...inventory.groupWindows], now)
  if (window.kind === 'closed') waits.push({ kind: 'window', opensAt: window.opensAt })
  if (inventory.frozen !== null) waits.push({ kind: 'frozen', reason: inventory.frozen.reason })
  if (waits.length > 0) return wait(state, ...waits)
  return go({ ...state, gates: [], approvals: [] }, { kind: 'updating', stage, since: now })
}

function updatingTurn(state: RolloutState, scene: Scene): Turn {
  const { inventory, facts, policy, now } = scene
  if (inventory.frozen !== null) return wait(state, { kind: 'frozen', reason: inventory.frozen.reason })
  const started = startHosts(state, facts, policy, now)
  const stage = stageOf(state)
  const assignments: StageAssignment[] =
    started.hosts.length > 0 ? [{ to: 'to', stage, hosts: started.hosts }] : []
  const turn = afterStarting(started.state, started.waiting, scene)
  return { ...turn, assignments }
}

function afterStarting(state: RolloutState, waiting: number, { policy, now }: Scene): Turn {
  const stage = stageOf(state)
  const updating = Object.values(state.hosts).filter(({ kind }) => kind === 'updating').length
  if (waiting > 0 && updating === 0 && slotsHeld(state) > 0) {
    return {
      state: withPause(state, { kind: 'slots-held', stage, hosts: slotsHeld(state) }),
      waits: [],
      next: true,
    }
  }
  if (waiting > 0) return wait(state, { kind: 'hosts', updating, waiting })
  const members = (state.stages[stage] ?? []).map((id) => state.hosts[id])
  if (members.some(isUnderWay)) return wait(state, { kind: 'hosts', updating, waiting })
  // Hosts that were taken away prove nothing either: the stages after them must not begin on that.
  if (members.length > 0 && !members.some((one) => one?.kind === 'done')) {
    return { state: withPause(state, { kind: 'nothing-proved', stage }), waits: [], next: true }
  }
  return go(state, { kind: 'soaking', stage, until: now + stagePolicy(policy, stage).soakMs })
}

function isUnderWay(progress: HostProgress | undefined): boolean {
  return progress === undefined || progress.kind === 'updating'
}

/**
 * Hosts that come back while a stage soaks or is judged get their turn then, and count like any other of their stage. Nobody is
 * started in a turn that ends the wait: what comes of it may be the way back.
 */
function withReturning(turn: Turn, scene: Scene): Turn {
  if (turn.next || turn.state.phase.kind === 'finished' || scene.inventory.frozen !== null) return turn
  const { state, hosts } = startHosts(turn.state, scene.facts, scene.policy, scene.now)
  const assignments: StageAssignment[] = hosts.length > 0 ? [{ to: 'to', stage: stageOf(state), hosts }] : []
  return { ...turn, state, assignments }
}

function soakingTurn(state: RolloutState, scene: Scene): Turn {
  const { phase } = state
  if (phase.kind !== 'soaking') return wait(state)
  const { stage, until } = phase
  return scene.now < until
    ? withReturning(wait(state, { kind: 'soak', until }), scene)
    : go(state, { kind: 'gating', stage, since: scene.now })
}

function gatingTurn(state: RolloutState, scene: Scene): Turn {
  const stage = stageOf(state)
  const asks: string[] = []
  for (const gate of stagePolicy(scene.policy, stage).gates) {
    const answer = state.gates.find((one) => one.gate === gate)
    if (answer === undefined) asks.push(gate)
    else if (answer.verdict === 'fail') {
      return onFailure(state, { kind: 'gate-failed', stage, gate, said: answer.said }, scene)
    } else if (answer.verdict === 'inconclusive') {
      const reason = { kind: 'gate-inconclusive', stage, gate, said: answer.said } as const
      return { state: withPause(state, reason), waits: [], next: true }
    }
  }
  if (asks.length > 0) {
    const waits = asks.map((gate): Wait => ({ kind: 'gate', gate }))
    return withReturning({ ...wait(state, ...waits), asks }, scene)
  }
  return go(state, { kind: 'approving', stage, since: scene.now, waived: false })
}

function approvingTurn(state: RolloutState, scene: Scene): Turn {
  const stage = stageOf(state)
  const { phase } = state
  const waived = phase.kind === 'approving' && phase.waived
  const need = waived ? 0 : stagePolicy(scene.policy, stage).approvals
  const have = new Set(state.approvals.map(({ by }) => by)).size
  if (have < need) return withReturning(wait(state, { kind: 'approval', have, need }), scene)
  if (stage + 1 < state.stages.length) return go(state, { kind: 'between', stage })
  return { state: finished(state, 'completed', scene.now), groups: 'to', waits: [], next: false }
}

/** The moments at which a host that is not heard of becomes silent. */
function silences(state: RolloutState, { facts, policy }: Scene): number[] {
  return Object.entries(state.hosts).flatMap(([id, progress]) => {
    if (progress.kind !== 'updating' && progress.kind !== 'reverting') return []
    const known = facts.get(id)
    if (known === undefined || known.online) return []
    return [Math.max(progress.since, known.seenAt ?? 0) + policy.silentAfterMs + 1]
  })
}

import { describeSeconds, type HostPolicy } from '@goherd/model'

/** As the protocol has it, written out: its schemas are fifty kilobytes that this page can do without. */
const AGENT_VERSION = /^(?=.{1,64}$)\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/

/** A policy as it is typed; an empty text leaves the part to the agent. */
export interface PolicyDraft {
  readonly keep: string
  readonly drain: string
  /** `report`, `correct`, or empty. */
  readonly drift: string
  readonly agent: string
}

/** The parts that are typed, and can be wrong. */
export type TypedPart = 'keep' | 'drain' | 'agent'

export function toPolicyDraft({ keep, drainSeconds, drift, agent }: HostPolicy): PolicyDraft {
  return {
    keep: keep?.toString() ?? '',
    drain: drainSeconds?.toString() ?? '',
    drift: drift ?? '',
    agent: agent ?? '',
  }
}

/** The policy a draft stands for. */
export function toPolicy(draft: PolicyDraft): HostPolicy {
  return {
    ...(draft.keep === '' ? {} : { keep: Number(draft.keep) }),
    ...(draft.drain === '' ? {} : { drainSeconds: Number(draft.drain) }),
    ...(draft.drift === 'report' || draft.drift === 'correct' ? { drift: draft.drift } : {}),
    ...(draft.agent === '' ? {} : { agent: draft.agent }),
  }
}

const LIMITS = { keep: [2, 20], drain: [0, 86_400] } as const

/** What is wrong with a part of a draft; undefined when nothing is. */
export function policyError(
  part: TypedPart,
  { [part]: text }: Pick<PolicyDraft, TypedPart>,
): string | undefined {
  if (text === '') return undefined
  if (part === 'agent') {
    return AGENT_VERSION.test(text) ? undefined : 'Write a version such as 0.2.0, or leave it empty.'
  }
  const [least, most] = LIMITS[part]
  const amount = Number(text)
  if (Number.isInteger(amount) && amount >= least && amount <= most) return undefined
  return `Write a whole number from ${least} to ${most}, or leave it empty.`
}

/** What a part of a draft means, in a few words. */
export function policyHint(part: TypedPart, draft: Pick<PolicyDraft, TypedPart>): string {
  if (part === 'agent')
    return draft.agent === ''
      ? 'Empty: the agents stay as they are.'
      : 'Once its Go is as it should be, each host updates its agent, and goes back by itself if that fails.'
  if (part === 'keep')
    return draft.keep === ''
      ? 'Empty: as many as the agent keeps by itself.'
      : 'The active one and the way back are among them.'
  return draft.drain === '' || draft.drain === '0'
    ? 'Empty or 0: a switch does not wait.'
    : `Up to ${describeSeconds(Number(draft.drain))}; an emergency rollback does not wait.`
}

/** What GOTOOLCHAIN can be for a group, each with its sentence. */
export const TOOLCHAINS = [
  { value: '', word: 'As released', note: 'What the release’s own go.env says: auto, since Go 1.21.' },
  {
    value: 'local',
    word: 'local',
    note: 'Builds run this Go only; one that asks for a newer Go is refused.',
  },
  { value: 'path', word: 'path', note: 'A build that asks for a newer Go gets it from PATH, or is refused.' },
  {
    value: 'auto',
    word: 'auto',
    note: 'A build that asks for a newer Go downloads and runs it, whatever the group says.',
  },
] as const

import { writeWindow } from '@goherd/model'
import { type RolloutRequest, type RolloutSpec, rolloutSpec } from '@goherd/protocol'
import { shellWord } from '../../show-as/shell-words'
import { writeDuration } from './duration'
import { gateFlags } from './gate-flags'

/** A flag with its value, or one that needs none. */
type Flag = readonly [name: string, value: string] | readonly [name: string]

/** What flags can say of a part of a rollout, and the names of what they can't. */
interface Said {
  readonly flags: readonly Flag[]
  readonly unsaid: readonly string[]
}

const time = (seconds: number) => (seconds === 0 ? '0s' : writeDuration(seconds))

function changeFlags(change: RolloutSpec['change']): Flag[] {
  if ('revision' in change) return [['--revision', String(change.revision)]]
  const { go, settings = {}, unset = [], policy = {} } = change
  return [
    ...(go === undefined ? [] : [['--go', go] as const]),
    ...Object.entries(settings).map(([name, value]) => ['--set', `${name}=${value}`] as const),
    ...unset.map((name) => ['--unset', name] as const),
    ...(policy.keep === undefined ? [] : [['--keep', String(policy.keep)] as const]),
    ...(policy.drainSeconds === undefined ? [] : [['--drain', time(policy.drainSeconds)] as const]),
    ...(policy.drift === undefined ? [] : [['--drift', policy.drift] as const]),
    ...(policy.agent === undefined ? [] : [['--agent', policy.agent] as const]),
  ]
}

/** One value for all stages, or a list of one each; nothing when all have the plain one. */
function perStage(name: string, values: readonly string[], plain: string): Flag[] {
  const [first, ...others] = new Set(values)
  if (first === undefined || (others.length === 0 && first === plain)) return []
  return [[name, others.length === 0 ? first : values.join(',')]]
}

/** A number that a stage may lack. A list has no way to say so of some stages only. */
function perStageCount(name: string, word: string, values: readonly (number | null)[]): Said {
  const given = values.filter((value) => value !== null)
  if (given.length > 0 && given.length < values.length) return { flags: [], unsaid: [word] }
  return { flags: perStage(name, given.map(String), ''), unsaid: [] }
}

function stageFlags({ stages }: RolloutSpec): Said {
  const each = (of: (stage: RolloutSpec['stages'][number]) => string) => stages.map(of)
  const width = perStageCount(
    '--concurrency',
    'hosts at a time',
    stages.map(({ concurrency }) => concurrency),
  )
  const ramp = perStageCount(
    '--ramp',
    'ramp',
    stages.map(({ rampFrom }) => rampFrom),
  )
  return {
    flags: [
      ['--stages', each(({ size }) => String(size)).join(',')],
      ...perStage(
        '--soak',
        each(({ soakSeconds }) => time(soakSeconds)),
        '0s',
      ),
      ...perStage(
        '--max-failed',
        each(({ maxFailed }) => String(maxFailed)),
        '0',
      ),
      ...perStage(
        '--max-silent',
        each(({ maxSilent }) => String(maxSilent)),
        '0',
      ),
      ...perStage(
        '--max-rolled-back',
        each(({ maxRolledBack }) => String(maxRolledBack)),
        '0',
      ),
      ...width.flags,
      ...ramp.flags,
      ...perStage(
        '--approvals',
        each(({ approvals }) => String(approvals)),
        '0',
      ),
      ...perStage(
        '--on-failure',
        each(({ onFailure }) => onFailure),
        'pause',
      ),
    ],
    unsaid: [...width.unsaid, ...ramp.unsaid],
  }
}

const SILENT_AFTER = 120

function otherFlags(spec: RolloutSpec): Flag[] {
  const { windows, spreadBy, domainCap, startAt, silentAfterSeconds, conflict } = spec
  return [
    ...windows.map((window) => ['--window', writeWindow(window)] as const),
    ...(spreadBy === null ? [] : [['--spread-by', spreadBy] as const]),
    ...(domainCap === null ? [] : [['--domain-cap', `${domainCap.label}=${domainCap.hosts}`] as const]),
    ...(silentAfterSeconds === SILENT_AFTER ? [] : [['--silent-after', time(silentAfterSeconds)] as const]),
    ...(startAt === null ? [] : [['--start-at', startAt] as const]),
    ...(conflict === 'supersede' ? [['--supersede'] as const] : []),
  ]
}

/** The command that starts the same rollout. What no flag says is named in a comment, so that nobody misses it. */
export function startCommand(request: RolloutRequest, reason: string): string {
  const spec = rolloutSpec.parse(request)
  const stages = stageFlags(spec)
  const gates = gateFlags(spec)
  const unsaid = [...stages.unsaid, ...(gates === undefined ? ['gates'] : [])]
  const flags: Flag[] = [
    ...spec.groups.map((group) => ['--group', group] as const),
    ...changeFlags(spec.change),
    ...stages.flags,
    ...(gates ?? []),
    ...otherFlags(spec),
    ['--reason', reason.trim() === '' ? 'why' : reason.trim()],
  ]
  const words = flags.map(([name, value]) => (value === undefined ? name : `${name} ${shellWord(value)}`))
  const note = unsaid.length === 0 ? '' : `# Not in this line: ${unsaid.join(', ')}. Copy as YAML has them.\n`
  return `${note}goherd rollout start ${words.join(' ')}`
}

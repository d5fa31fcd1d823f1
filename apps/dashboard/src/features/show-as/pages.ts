import { writeWindow } from '@goherd/model'
import { OUTCOMES, toAuditFilter } from '../activity/audit-filters'
import { parseScope, parseTarget } from '../rollback/scope'
import { reads, type SameAs, writes } from './same-as'

/** Where one is: the last part of the path of a page about one thing, and what follows the question mark. */
interface Place {
  readonly name: string
  readonly search: URLSearchParams
}
type Page = (place: Place) => readonly SameAs[]

/** Placeholder of a text that only a person can give. */
const WHY = 'why'
const NIGHTS = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: '22:00', to: '04:00' }

const overview: Page = () => [
  { says: 'The whole fleet', cli: ['status'], api: reads('/status') },
  { says: 'Every host that differs', cli: ['drift'], api: reads('/drift') },
  {
    says: 'Freeze the fleet',
    cli: ['freeze', '--reason', WHY],
    api: writes('/fleet/freeze', {}, { reason: WHY }),
  },
]

/** Parameters of the host list that the API has under another name, or not at all. */
function hostSearch(search: URLSearchParams): URLSearchParams {
  const asked = new URLSearchParams()
  for (const name of ['q', 'group', 'state', 'sort', 'order']) {
    const value = search.get(name)
    if (value !== null && value !== '') asked.set(name, value)
  }
  return asked
}

const hosts: Page = ({ search }) => {
  const asked = hostSearch(search)
  const flag = (name: string, option: string) => {
    const value = asked.get(name)
    return value === null ? [] : [option, value]
  }
  const cli = ['hosts', 'ls', ...flag('q', '-q'), ...flag('group', '--group'), ...flag('state', '--state')]
  return [{ says: 'These hosts', cli, api: reads('/hosts', {}, asked) }]
}

const host: Page = ({ name }) => [
  { says: 'This host', cli: ['hosts', 'get', name], api: reads('/hosts/{name}', { name }) },
  {
    says: 'What happened on it',
    cli: ['hosts', 'logs', name],
    api: reads('/hosts/{name}/timeline', { name }),
  },
  { says: 'Why it differs', cli: ['drift', '--explain', name], api: reads('/hosts/{name}', { name }) },
  {
    says: 'Have it look at its disk now',
    cli: ['hosts', 'recheck', name],
    api: writes('/hosts/{name}/recheck', { name }, { bytes: true }),
  },
]

const groups: Page = () => [{ says: 'Every group', cli: ['groups', 'ls'], api: reads('/groups') }]

const group: Page = ({ name }) => [
  { says: 'This group', cli: ['groups', 'get', name], api: reads('/groups/{name}', { name }) },
  {
    says: 'Its revisions',
    cli: ['groups', 'history', name],
    api: reads('/groups/{name}/history', { name }),
  },
  {
    says: 'Its hosts',
    cli: ['hosts', 'ls', '--group', name],
    api: reads('/hosts', {}, new URLSearchParams({ group: name })),
  },
  {
    says: 'Another Go for all of it at once',
    cli: ['groups', 'set', name, '--go', '1.23', '--reason', WHY],
    api: writes('/groups/{name}/desired', { name }, { go: '1.23', reason: WHY }),
  },
  {
    says: 'When stages may start in it',
    cli: ['groups', 'windows', name, '--window', writeWindow(NIGHTS)],
    api: writes('/groups/{name}/windows', { name }, { windows: [NIGHTS] }, 'PUT'),
  },
]

const rollouts: Page = () => [{ says: 'Every rollout', cli: ['rollout', 'ls'], api: reads('/rollouts') }]

const newRollout: Page = ({ search }) => {
  const chosen = search.get('group') ?? 'build'
  const spec = { groups: [chosen], change: { go: '1.23' }, stages: [{ size: 1 }, { size: '100%' }] }
  const flags = ['--group', chosen, '--go', '1.23', '--stages', '1,100%']
  return [
    {
      says: 'A plan; changes nothing',
      cli: ['rollout', 'plan', ...flags],
      api: writes('/rollouts/plan', {}, spec),
    },
    {
      says: 'The same, started',
      cli: ['rollout', 'start', ...flags, '--reason', WHY],
      api: writes('/rollouts', {}, { ...spec, reason: WHY }),
    },
  ]
}

const rollout: Page = ({ name: id }) => {
  const command = (says: string, words: readonly string[], body: Readonly<Record<string, unknown>>) => ({
    says,
    cli: ['rollout', ...words],
    api: writes('/rollouts/{id}/commands', { id }, body),
  })
  return [
    { says: 'This rollout', cli: ['rollout', 'get', id], api: reads('/rollouts/{id}', { id }) },
    {
      says: 'Its events, as they come',
      cli: ['rollout', 'watch', id],
      api: reads('/rollouts/{id}/events', { id }),
    },
    command('Pause it', ['pause', id, '--reason', WHY], { command: 'pause', reason: WHY }),
    command('Abort it; hosts go back', ['abort', id, '--hosts', 'revert', '--reason', WHY], {
      command: 'abort',
      hosts: 'revert',
      reason: WHY,
    }),
  ]
}

const rollback: Page = ({ search }) => {
  const scope = parseScope(search.get('scope') ?? '')
  const target = parseTarget(search.get('target') ?? search.get('to') ?? '')
  const flags = [
    ...(scope.kind === 'fleet' ? ['--all'] : ['--group', scope.group]),
    ...(target === 'last-good' ? [] : ['--to', String(target)]),
  ]
  return [
    {
      says: 'The plan; changes nothing',
      cli: ['rollback', ...flags, '--dry-run'],
      api: writes('/rollbacks/plan', {}, { scope, target }),
    },
    {
      says: 'Do it; the plan says what to type',
      cli: ['rollback', ...flags, '--confirm', 'ROLL BACK 3', '--reason', WHY],
      api: writes('/rollbacks', {}, { plan: 'the plan’s id', confirm: 'ROLL BACK 3', reason: WHY }),
    },
    { says: 'Those there were', cli: ['rollback', 'ls'], api: reads('/rollbacks') },
  ]
}

const oneRollback: Page = ({ name: id }) => [
  {
    says: 'This rollback, until it has ended',
    cli: ['rollback', 'get', id, '--wait'],
    api: reads('/rollbacks/{id}', { id }),
  },
  {
    says: 'Its certificate',
    cli: ['rollback', 'certificate', id],
    api: reads('/rollbacks/{id}/certificate', { id }),
  },
  {
    says: 'Lift the freeze it left',
    cli: ['lift', '--reason', WHY],
    api: writes('/fleet/lift', {}, { reason: WHY }),
  },
]

const releases: Page = () => [
  { says: 'The catalogue', cli: ['releases', 'ls'], api: reads('/releases') },
  { says: 'Fetch it again', cli: ['releases', 'sync'], api: writes('/releases/sync', {}, {}) },
]

const release: Page = ({ name }) => [
  { says: 'The catalogue', cli: ['releases', 'ls'], api: reads('/releases') },
  {
    says: 'Recall this release',
    cli: ['releases', 'recall', name, '--reason', WHY],
    api: writes('/releases/{release}/recall', { release: name }, { reason: WHY }),
  },
  {
    says: 'Lift its recall',
    cli: ['releases', 'lift', name, '--reason', WHY],
    api: writes('/releases/{release}/recall/lift', { release: name }, { reason: WHY }),
  },
]

/** As the page reads its address: whole days, and what is no filter left out. */
function auditSearch(search: URLSearchParams): URLSearchParams {
  const [q = '', target = ''] = [search.get('q') ?? '', search.get('target') ?? '']
  const { actor = null, action = null, from = null, to = null } = Object.fromEntries(search)
  const outcome = OUTCOMES.find((one) => one === search.get('outcome')) ?? null
  const asked = Object.entries(toAuditFilter({ q, target, actor, action, outcome, from, to }))
  return new URLSearchParams(asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

const activity: Page = ({ search }) => {
  const asked = auditSearch(search)
  return [
    {
      says: 'The audit log',
      cli: ['audit', 'ls', ...[...asked].flatMap(([name, value]) => [`--${name}`, value])],
      api: reads('/audit', {}, asked.size === 0 ? null : asked),
    },
  ]
}

const settings: Page = () => [
  {
    says: 'A line that enrolls a host',
    cli: ['enroll', 'token', 'create', '--group', 'build'],
    api: writes('/enrollment/tokens', {}, { group: 'build' }),
  },
  { says: 'Enrollment tokens', cli: ['enroll', 'token', 'ls'], api: reads('/enrollment/tokens') },
  { says: 'Webhooks', cli: ['webhooks', 'ls'], api: reads('/webhooks') },
  { says: 'Fire drills', cli: ['drill', 'ls'], api: reads('/drills') },
  { says: 'People', api: reads('/people') },
  { says: 'API tokens', api: reads('/access/tokens') },
]

const device: Page = () => [
  {
    says: 'Sign a command line in, without a token',
    cli: ['login', 'https://goherd.example.com', '--device'],
    api: writes('/device/start', {}, {}),
  },
]

/** Pages by their path; `*` is the name of the one thing a page is about. More particular ones first. */
export const PAGES: readonly (readonly [path: string, page: Page])[] = [
  ['/', overview],
  ['/hosts', hosts],
  ['/hosts/*', host],
  ['/groups', groups],
  ['/groups/*', group],
  ['/rollouts', rollouts],
  ['/rollouts/new', newRollout],
  ['/rollouts/*', rollout],
  ['/rollback', rollback],
  ['/rollback/*', oneRollback],
  ['/releases', releases],
  ['/releases/*', release],
  ['/activity', activity],
  ['/settings', settings],
  ['/device', device],
]

/** What the page at an address shows, or is about to do, as commands and requests. Empty where there is no such page. */
export function sameAs(pathname: string, search: URLSearchParams): readonly SameAs[] {
  const parts = pathname.split('/')
  for (const [path, page] of PAGES) {
    const wanted = path.split('/')
    const fits =
      wanted.length === parts.length && wanted.every((part, at) => part === '*' || part === parts[at])
    if (fits) return page({ name: decodeURIComponent(parts.at(-1) ?? ''), search })
  }
  return []
}

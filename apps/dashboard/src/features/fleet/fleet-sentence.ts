import type { FleetStatus } from '@goherd/protocol'
import { count, formatCount } from '../../ui/quantities'

/** A piece of the sentence at the top of the overview. A piece with an address is a link. */
export interface SentencePart {
  readonly text: string
  readonly href?: string
  readonly tone?: 'warn' | 'bad' | 'quiet'
}

type Counts = FleetStatus['hosts']

function troubles({ hosts, unsupported }: Pick<FleetStatus, 'hosts' | 'unsupported'>): SentencePart[] {
  const all: (SentencePart & { readonly amount: number })[] = [
    {
      amount: hosts.failed,
      text: `${formatCount(hosts.failed)} failed`,
      href: '/hosts?state=failed',
      tone: 'bad',
    },
    {
      amount: hosts.drifted,
      text: `${formatCount(hosts.drifted)} drifted`,
      href: '/hosts?state=drifted',
      tone: 'warn',
    },
    {
      amount: hosts.updating,
      text: `${formatCount(hosts.updating)} updating`,
      href: '/hosts?state=updating',
    },
    {
      amount: unsupported,
      text: `${formatCount(unsupported)} ${unsupported === 1 ? 'runs' : 'run'} an unsupported Go`,
      href: '/releases',
      tone: 'warn',
    },
    { amount: hosts.offline, text: `${formatCount(hosts.offline)} offline`, href: '/hosts?state=offline' },
    {
      amount: hosts.unmanaged,
      text: `${formatCount(hosts.unmanaged)} unmanaged`,
      href: '/hosts?state=unmanaged',
      tone: 'quiet',
    },
  ]
  return all.filter(({ amount }) => amount > 0).map(({ amount: _amount, ...part }) => part)
}

function opening(hosts: Counts): SentencePart[] {
  const managed = hosts.total - hosts.unmanaged
  if (managed === 0) return [{ text: `${count(hosts.total, 'host')}, none managed.` }]
  const matching: SentencePart = {
    text: `${formatCount(hosts.inSync)} of ${count(managed, 'host')}`,
    href: '/hosts?state=in-sync',
  }
  return [matching, { text: hosts.inSync === 1 ? ' matches.' : ' match.' }]
}

/** The state of the fleet in one sentence of linked numbers: "2 of 3 hosts match. 1 drifted, 1 runs an unsupported Go." */
export function fleetSentence(status: Pick<FleetStatus, 'hosts' | 'unsupported'>): SentencePart[] {
  const rest = troubles(status).flatMap((part, index) => [{ text: index === 0 ? ' ' : ', ' }, part])
  return [...opening(status.hosts), ...rest, ...(rest.length === 0 ? [] : [{ text: '.' }])]
}

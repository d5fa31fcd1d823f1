import { hostTerm } from '@goherd/host-query'
import type { FleetStatus } from '@goherd/protocol'
import { count, formatCount } from '../../ui/quantities'
import { hostsHref } from '../hosts/host-links'

/** A piece of the sentence at the top of the overview. A piece with an address is a link. */
export interface SentencePart {
  readonly text: string
  readonly href?: string
  readonly tone?: 'warn' | 'bad' | 'quiet'
}

type Status = Pick<FleetStatus, 'hosts' | 'unsupported' | 'offlineLong' | 'releases'>
type Counts = FleetStatus['hosts']
type Trouble = SentencePart & { readonly amount: number }

/** The hosts that run a release that Go does not support any more. */
export function unsupportedHref(releases: FleetStatus['releases']): string {
  const old = releases.filter(({ support, hosts }) => support === 'unsupported' && hosts > 0)
  return old.length === 0 ? '/releases' : hostsHref(hostTerm('go', ...old.map(({ release }) => release)))
}

/** Hosts that are offline, and how many of them for long: those are what a person looks into. */
function offline({ hosts, offlineLong }: Status): Trouble[] {
  const long: Trouble = {
    amount: offlineLong,
    text: `${formatCount(offlineLong)}${hosts.offline > offlineLong ? ' of them' : ' offline'} over 1 h`,
    href: hostsHref('seen:>1h'),
    tone: 'warn',
  }
  const all: Trouble = {
    amount: hosts.offline,
    text: `${formatCount(hosts.offline)} offline`,
    href: hostsHref('state:offline'),
  }
  return hosts.offline > offlineLong ? [all, long] : [long]
}

function troubles(status: Status): SentencePart[] {
  const { hosts, unsupported, releases } = status
  const all: Trouble[] = [
    {
      amount: hosts.failed,
      text: `${formatCount(hosts.failed)} failed`,
      href: hostsHref('state:failed'),
      tone: 'bad',
    },
    {
      amount: hosts.drifted,
      text: `${formatCount(hosts.drifted)} drifted`,
      href: hostsHref('state:drifted'),
      tone: 'warn',
    },
    {
      amount: hosts.updating,
      text: `${formatCount(hosts.updating)} updating`,
      href: hostsHref('state:updating'),
    },
    {
      amount: unsupported,
      text: `${formatCount(unsupported)} ${unsupported === 1 ? 'runs' : 'run'} an unsupported Go`,
      href: unsupportedHref(releases),
      tone: 'warn',
    },
    ...offline(status),
    {
      amount: hosts.unmanaged,
      text: `${formatCount(hosts.unmanaged)} unmanaged`,
      href: hostsHref('state:unmanaged'),
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
    href: hostsHref('state:in-sync'),
  }
  return [matching, { text: hosts.inSync === 1 ? ' matches.' : ' match.' }]
}

/** The state of the fleet in one sentence of linked numbers: "2 of 3 hosts match. 1 drifted, 1 offline over 1 h." */
export function fleetSentence(status: Status): SentencePart[] {
  const rest = troubles(status).flatMap((part, index) => [{ text: index === 0 ? ' ' : ', ' }, part])
  return [...opening(status.hosts), ...rest, ...(rest.length === 0 ? [] : [{ text: '.' }])]
}

import type { ContextGo, EffectiveGo } from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { SimulatedAgentClient } from '@goherd/testkit'
import type { Trouble } from './cast.js'

/** What a host under management has: a disk, and ears for what happens. */
export type Victim = Pick<SimulatedAgentClient, 'host' | 'close'>

const DISK_FULL: Failure = {
  code: 'disk_full',
  message: '/var/lib/goherd has 120 MB free, 438 MB are needed',
  hint: 'Free space on the file system of /var/lib/goherd, or remove releases that are not needed.',
}
const BAD_DIGEST: Failure = {
  code: 'digest_mismatch',
  message: 'the archive arrives with another SHA-256 than the catalogue says',
  hint: 'Nothing was installed. Look at the proxy between this host and the server: it changes the file.',
}

/** What must be wrong before a host is told what to have: its release cannot be installed. */
export function hinder({ host }: Victim, trouble: Trouble): void {
  if (trouble === 'disk-full') host.disk.refusal = DISK_FULL
  if (trouble === 'bad-digest') host.disk.refusal = BAD_DIGEST
}

/** Somebody, or something, changes a host behind the agent's back; the agent looks at once. `flapping` is of the network. */
export function spoil(victim: Victim, trouble: Trouble): void {
  const { host } = victim
  const release = host.disk.activeRelease
  switch (trouble) {
    case 'edited-link':
      host.disk.moveLink({ kind: 'foreign', target: '/usr/local/go' })
      break
    case 'edited-settings':
      if (release !== null)
        host.disk.editSettings(release, { ...host.disk.settings, GOFLAGS: '-mod=mod', GOSUMDB: 'off' })
      break
    case 'shadowed-go':
      host.disk.effective = SHADOWED
      break
    case 'changed-bytes':
      if (release !== null) host.disk.damage(release)
      host.dispatch({ kind: 'recheck-asked', bytes: true })
      return
    case 'offline':
      victim.close()
      return
    case 'none':
    case 'disk-full':
    case 'bad-digest':
    case 'flapping':
    case 'newest-breaks':
      return
  }
  look(victim)
}

/** Takes the mischief back as a person would, by putting things where they were. */
export function mend(victim: Victim): void {
  const { disk, state } = victim.host
  const wanted = state.memory.accepted?.desired
  if (wanted === undefined) return
  disk.moveLink({ kind: 'managed', release: wanted.release })
  disk.editSettings(wanted.release, wanted.settings)
  disk.effective = CALM
  look(victim)
}

function look({ host }: Victim): void {
  host.dispatch({ kind: 'recheck-asked', bytes: false })
}

const NOTHING = { others: [], toolchains: [], overrides: [], workspaces: [], tools: [] }

const SYSTEM = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
const MANAGED = { path: '/var/lib/goherd/current/bin/go', origin: 'managed' as const, release: null }

const AT_LOGIN: ContextGo = {
  context: 'login-shell',
  user: 'ci',
  go: MANAGED,
  path: ['/var/lib/goherd/current/bin', '/home/ci/go/bin', ...SYSTEM],
}

/** A host whose builds run the managed Go; which release that is, its disk says. */
export const CALM: EffectiveGo = {
  onPath: true,
  contexts: [
    AT_LOGIN,
    { context: 'service', user: 'ci', go: MANAGED, path: ['/var/lib/goherd/current/bin', ...SYSTEM] },
  ],
  ...NOTHING,
}

const STRAY = { path: '/usr/bin/go', origin: 'distribution' as const, release: 'go1.19.8' }

/** Debian's go comes first on PATH of services: nothing that Goherd installed is touched, and yet builds run another Go. */
const SHADOWED: EffectiveGo = {
  onPath: true,
  contexts: [
    AT_LOGIN,
    { context: 'service', user: 'ci', go: STRAY, path: [...SYSTEM, '/var/lib/goherd/current/bin'] },
  ],
  ...NOTHING,
  others: [STRAY],
}

import type { HostDetail } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aHostDetail, OPERATOR, SAMPLE_TIME, VIEWER } from '../../testing/sample-fleet'
import { HostPage } from './host-page'

function seed(host: HostDetail, me = OPERATOR): Seed {
  return [
    [keys.me, me],
    [keys.host('ci-1'), host],
    [keys.timeline('ci-1'), { events: [] }],
  ]
}

function say(change: Partial<HostDetail>, tab = 'timeline'): string {
  return words(<HostPage name="ci-1" />, seed(aHostDetail(change)), `?tab=${tab}`)
}

describe('the page of a host', () => {
  it('sets wanted against actual, and says from where and whether proved', () => {
    expect(say({})).toContain('Wanted go1.22.12 revision 2 of build Actual go1.22.12 proved by digest')
    const restored = say({ wantedFrom: { kind: 'snapshot', id: 'snap-1' }, proved: false, actual: null })
    expect(restored).toContain('Wanted go1.22.12 snapshot snap-1 Actual none not proved')
    expect(say({ wantedFrom: null, wanted: null })).toContain('Wanted none nothing is assigned')
  })

  it('explains a drift as expected, found and reason', () => {
    const drift = [
      {
        kind: 'link' as const,
        reason: 'the current link is gone',
        expected: 'releases/go1.22.12',
        found: 'no link',
      },
    ]
    expect(say({ state: 'drifted', drift })).toContain(
      'Why is this drift? link The current link is gone. Expected releases/go1.22.12 Found no link',
    )
    expect(say({})).not.toContain('Why is this drift?')
  })

  it('says what puts a drift right, where somebody can do that', () => {
    const reason = 'in a login shell of ci, there is no go on PATH'
    const drift = [{ kind: 'effective' as const, reason, expected: 'a', found: 'b', fix: 'Run x' }]
    expect(say({ state: 'drifted', drift })).toContain('Found b Fix Run x.')
  })

  it('tells what builds run in each context, with the fix, and what else is there', () => {
    const observed = aHostDetail().observed
    const mine = { path: '/usr/local/go/bin/go', origin: 'usr-local', release: 'go1.21.13' } as const
    const effective = {
      onPath: true,
      contexts: [
        {
          context: 'login-shell' as const,
          user: 'ci',
          go: { path: '/r/current/bin/go', origin: 'managed' as const, release: 'go1.22.12' },
          path: ['/home/ci/bin', '/r/current/bin'],
        },
        { context: 'shell' as const, user: 'ci', go: mine },
        { context: 'service' as const, user: 'ci', go: null },
      ],
      others: [mine],
      toolchains: [],
      overrides: [{ name: 'GOROOT', value: '/opt/go', where: '/etc/profile' }],
      workspaces: [{ path: '/srv/app', wants: '1.24', file: 'go.mod' }],
      tools: [{ path: '/home/ci/go/bin/stringer', release: 'go1.21.13' }],
    }
    const said = say({ observed: observed && { ...observed, effective } }, 'environment')
    for (const part of [
      'a login shell of ci Managed go1.22.12 /r/current/bin/go',
      'PATH of 2 folders, go found in number 2 /home/ci/bin /r/current/bin',
      'installed by hand go1.21.13 /usr/local/go/bin/go Remove /usr/local/go/bin/go',
      'a service of ci No go on PATH Put Goherd on PATH there: goherd-agent path setup --link-bin.',
      'GOROOT=/opt/go, by /etc/profile',
      '/srv/app: go.mod asks for 1.24',
      '/home/ci/go/bin/stringer, by go1.21.13',
    ])
      expect(said).toContain(part)
    expect(said).not.toContain('Downloaded toolchains')
    expect(say({}, 'environment')).toContain('What builds run Nobody has looked yet')
    expect(say({ state: 'unmanaged' }, 'environment')).toContain('Its group manages no Go, so nobody looks.')
  })

  it('says who holds the host, why and for how long yet', () => {
    const until = new Date(Date.now() + 7_200_000).toISOString()
    const maintenance = { reason: 'kernel upgrade', by: 'root', since: SAMPLE_TIME, until }
    expect(say({ maintenance })).toMatch(/root holds this host as it is: kernel upgrade .* \d h \d+ min left/)
    const phase = { kind: 'draining' as const, release: 'go1.23.5', builds: 2, until }
    expect(say({ state: 'updating', phase })).toMatch(/waiting for 2 running builds .* go1.23.5, .* left/)
  })

  it('shows how far a change is', () => {
    const said = say({
      state: 'updating',
      phase: { kind: 'downloading', release: 'go1.23.5', done: 50, total: 99 },
    })
    expect(said).toContain('downloading go1.23.5, 50 % of 99 B')
  })

  it('shows a failure with its hint', () => {
    const error = { code: 'disk_full', message: 'disk full', hint: 'Free some space.' }
    expect(say({ state: 'failed', error })).toContain('disk full Free some space. disk_full')
  })

  it('says that what is shown of an offline host is old', () => {
    expect(say({ state: 'offline', online: false })).toContain('The agent does not answer.')
  })

  it('masks secrets in settings, and shows both sides where they differ', () => {
    const observed = aHostDetail().observed
    const change: Partial<HostDetail> = {
      wantedSettings: { GOPROXY: 'https://u:secret@proxy.example', GOFLAGS: '-trimpath' },
      observed: observed && { ...observed, settings: { GOPROXY: 'https://u:secret@proxy.example' } },
    }
    const said = say(change, 'environment')
    expect(said).toContain('GOPROXY https://•••@proxy.example')
    expect(said).toContain('GOFLAGS not set wanted: -trimpath')
    expect(said).not.toContain('secret@')
  })

  it('tells the active release from the others on disk', () => {
    const observed = aHostDetail().observed
    const installed = ['go1.22.12', 'go1.23.5'].map((release) => ({
      release,
      treeDigest: 'b'.repeat(64),
      size: 2e8,
    }))
    const said = say({ wanted: 'go1.23.5', observed: observed && { ...observed, installed } }, 'installed')
    expect(said).toContain('go1.22.12 Active bbbbbbbbbbbb 200 MB go1.23.5 Wanted bbbbbbbbbbbb 200 MB')
  })

  it('offers snapshots, the newest first, except those without a Go', () => {
    const observed = aHostDetail().observed
    const snapshot = { parent: null, treeDigest: null, settings: {} }
    const snapshots = [
      { ...snapshot, id: 's-1', release: null, reason: 'before the first change', takenAt: SAMPLE_TIME },
      {
        ...snapshot,
        id: 's-2',
        release: 'go1.21.13',
        reason: 'before epoch 4',
        takenAt: '2026-03-05T00:00:00.000Z',
      },
    ]
    const html = markup(
      <HostPage name="ci-1" />,
      seed(aHostDetail({ observed: observed && { ...observed, snapshots } })),
      '?tab=snapshots',
    )
    expect(html.indexOf('Restore snapshot s-2')).toBeLessThan(html.indexOf('Restore snapshot s-1'))
    expect(html.match(/title="no Go was active when this was taken"/g)).toHaveLength(1)
  })
})

describe('the facts of a host', () => {
  const labels = { env: 'prod', rack: 'r1' }

  it('tell labels that were set here from those it says of itself', () => {
    expect(say({ labels, setLabels: { env: 'prod' } }, 'facts')).toContain(
      'env=prod set here rack=r1 said by the host',
    )
    expect(say({ labels: {} }, 'facts')).toContain('None yet.')
  })

  it('keep what a viewer may not do in sight, with the reason', () => {
    const html = markup(<HostPage name="ci-1" />, seed(aHostDetail({ labels }), VIEWER), '?tab=facts')
    for (const name of ['Take away label env', 'Take away label rack'])
      expect(html).toMatch(
        new RegExp(`aria-label="${name}"[^>]*aria-disabled="true"[^>]*title="[^"]*operator`),
      )
    expect(html).toMatch(/aria-disabled="true"[^>]*title="[^"]*operator[^>]*>Remove host…/)
  })
})

describe('what may be done with a host', () => {
  it('is refused to a viewer, with the reason', () => {
    const html = markup(<HostPage name="ci-1" />, seed(aHostDetail(), VIEWER))
    expect(html).toMatch(/title="this needs the role operator[^>]*>.*Recheck/s)
  })

  it('waits for the host while it is offline', () => {
    const html = markup(<HostPage name="ci-1" />, seed(aHostDetail({ online: false, state: 'offline' })))
    expect(html).toContain('title="the host is offline; it will be asked when it is back"')
  })
})

describe('the timeline', () => {
  it('has the newest first, with durations and errors', () => {
    const event = { epoch: 4, release: 'go1.22.12' }
    const events = [
      {
        ...event,
        id: '1',
        at: '2026-03-04T05:00:00.000Z',
        kind: 'download',
        message: '66 MB',
        durationMs: 2210,
      },
      {
        ...event,
        id: '2',
        at: '2026-03-04T05:00:09.000Z',
        kind: 'failed',
        message: 'at check',
        error: { code: 'x', message: 'go does not run', hint: 'Look at the log.' },
      },
    ]
    const said = words(<HostPage name="ci-1" />, [
      [keys.host('ci-1'), aHostDetail()],
      [keys.timeline('ci-1'), { events }],
    ])
    expect(said).toMatch(/go1.22.12 Failed epoch 4/)
    expect(said).toMatch(/Failed at check go does not run. Look at the log. .* Download 2.2 s 66 MB/)
    expect(said).toMatch(/download 2.2 s in all 2.2 s/)
  })

  it('shows a kind it does not know yet by its own name', () => {
    const events = [{ id: '1', at: SAMPLE_TIME, kind: 'audited', epoch: 1, message: 'new in a later agent' }]
    const said = words(<HostPage name="ci-1" />, [
      [keys.host('ci-1'), aHostDetail()],
      [keys.timeline('ci-1'), { events }],
    ])
    expect(said).toContain('audited new in a later agent')
  })

  it('of a host where nothing happened says so', () => {
    expect(say({})).toContain('Nothing happened here yet.')
  })
})

describe('a host whose agent never connected', () => {
  const never: Partial<HostDetail> = {
    ...{ state: 'offline', online: false, lastSeenAt: null, actual: null, observed: null, proved: false },
  }

  it('is said to have reported nothing, with what tells why', () => {
    const said = say(never)
    expect(said).toContain('The agent has not reported yet.')
    expect(said).toContain('goherd-agent doctor')
    expect(said).not.toContain('The agent does not answer.')
  })

  it.each(['installed', 'snapshots', 'environment'])('does not claim to have nothing %s', (tab) => {
    expect(say(never, tab)).toContain('Not known: the agent has not reported yet.')
  })

  it('still has its facts, labels and its removal', () => {
    const said = say(never, 'facts')
    for (const part of ['Hostname ci-1.example', 'None yet.', 'Remove host…']) expect(said).toContain(part)
  })
})

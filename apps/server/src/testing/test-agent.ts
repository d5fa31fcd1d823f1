import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { canonicalProof, type DesiredState, type ObservedState } from '@goherd/model'
import {
  AGENT_NAMESPACE,
  type AgentHandshake,
  type Assignment,
  assignment,
  assignmentChanged,
  challengeAnswer,
  challengeText,
  createdEnrollmentToken,
  type EnrollAnswer,
  enrollAnswer,
  enrollText,
  type HostReport,
  PROTOCOL,
  type ReportAnswer,
  reportAnswer,
  type SessionOpened,
  sessionOpened,
} from '@goherd/protocol'
import { io, type Socket } from 'socket.io-client'
import { accepted, callApi } from './call-api.js'
import type { TestServer } from './start-test-server.js'

type Server = Pick<TestServer, 'url' | 'adminToken'>

/** An enrolled host and its key. */
export interface TestHost extends EnrollAnswer {
  readonly key: KeyObject
  readonly platform: string
}

/** Enrollments at the same time. */
const AT_ONCE = 16

/** Enrolls hosts of these names into a group, over the API as agents do. */
export async function enrollHosts(
  server: Server,
  group: string,
  names: readonly string[],
  platform = 'linux/amd64',
): Promise<TestHost[]> {
  const made = await callApi(server, '/enrollment/tokens', { group, uses: names.length, note: 'test' })
  const { token } = accepted(made, createdEnrollmentToken)
  const hosts: TestHost[] = []
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE)
    hosts.push(...(await Promise.all(some.map((name) => enroll(server, { token, name, platform })))))
  }
  return hosts
}

async function enroll(
  server: Server,
  { token, name, platform }: { token: string; name: string; platform: string },
): Promise<TestHost> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const answer = await callApi(server, '/enroll', {
    token,
    name,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, Buffer.from(enrollText({ token, name })), privateKey).toString('base64url'),
    facts: factsOf(name, platform),
  })
  return { ...accepted(answer, enrollAnswer), key: privateKey, platform }
}

export function factsOf(name: string, platform = 'linux/amd64') {
  return {
    hostname: name,
    platform,
    root: `/srv/${name}`,
    agentVersion: '0.1.0',
    nodeVersion: process.version,
  }
}

/** A handshake that is right, for a test to spoil. */
export async function handshakeOf(server: Server, host: TestHost, epoch = 0): Promise<AgentHandshake> {
  const { hostId, key } = host
  const { challenge } = accepted(await callApi(server, '/agent/challenge', { hostId }), challengeAnswer)
  const signature = sign(null, Buffer.from(challengeText(hostId, challenge)), key).toString('base64url')
  return {
    hostId,
    challenge,
    signature,
    protocol: PROTOCOL,
    capabilities: ['checks'],
    agentVersion: '0.1.0',
    epoch,
  }
}

/** A socket on a namespace, for anything that is not a well-behaved agent. Connects at once, once. */
export function openSocket(
  server: Pick<TestServer, 'url'>,
  namespace: string,
  options: { auth?: object; extraHeaders?: Record<string, string> } = {},
): Socket {
  return io(`${server.url}${namespace}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  })
}

/** What a connection came to: `opened`, or the `data` of the refusal. */
export function outcomeOf(socket: Socket): Promise<{ opened: true } | { opened: false; data: unknown }> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve({ opened: true }))
    socket.once('connect_error', (error) => resolve({ opened: false, data: Reflect.get(error, 'data') }))
  })
}

export function nextOf(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve))
}

/** The content of a signed assignment; the signature is somebody else's test. */
function contentOf(jws: string): Assignment {
  return assignment.parse(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')))
}

/** What a host finds that has just this release and these settings; with a proof where the tree's digest is given. */
export function observedAt({ release, settings }: DesiredState, treeDigest?: string): ObservedState {
  return {
    link: { kind: 'managed', release },
    settings,
    goVersion: release,
    bytes: { kind: 'unchecked' },
    proof: treeDigest
      ? createHash('sha256').update(canonicalProof({ release, settings, treeDigest })).digest('hex')
      : null,
    installed: [{ release, treeDigest: treeDigest ?? '0'.repeat(64), size: 1000 }],
    snapshots: [],
  }
}

export const NOTHING: ObservedState = {
  link: { kind: 'missing' },
  settings: {},
  goVersion: null,
  bytes: { kind: 'unchecked' },
  proof: null,
  installed: [],
  snapshots: [],
}

/** An agent whose every word a test decides. */
export class TestAgent {
  /** Everything it was assigned, oldest first. */
  readonly assignments: Assignment[] = []
  private seq: number
  private waiting: ((assigned: Assignment) => void)[] = []

  private constructor(
    readonly host: TestHost,
    readonly socket: Socket,
    readonly opened: SessionOpened,
  ) {
    this.seq = opened.lastSeq
    for (const { jws } of opened.assignments) this.take(contentOf(jws))
    socket.on('assignment.changed', (payload: unknown) =>
      this.take(contentOf(assignmentChanged.parse(payload).jws)),
    )
  }

  /** @throws when the server does not let it in */
  static async connect(server: Server, host: TestHost, epoch = 0): Promise<TestAgent> {
    const socket = openSocket(server, AGENT_NAMESPACE, { auth: await handshakeOf(server, host, epoch) })
    const opened = nextOf(socket, 'session.opened')
    const outcome = await outcomeOf(socket)
    if (!outcome.opened) throw new Error(`refused: ${JSON.stringify(outcome.data)}`)
    return new TestAgent(host, socket, sessionOpened.parse(await opened))
  }

  /** The newest assignment. */
  get assigned(): Assignment | undefined {
    return this.assignments.reduce<Assignment | undefined>(
      (newest, next) => (newest && newest.epoch > next.epoch ? newest : next),
      undefined,
    )
  }

  /** Resolves with the next assignment that comes after this call. */
  nextAssignment(): Promise<Assignment> {
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  /** A report with the next sequence number, as one that found nothing unless told otherwise. */
  makeReport(changed: Partial<HostReport> = {}): HostReport {
    this.seq += 1
    return {
      seq: this.seq,
      epoch: this.assigned?.epoch ?? 0,
      at: new Date().toISOString(),
      observed: NOTHING,
      phase: { kind: 'idle' },
      events: [],
      ...changed,
    }
  }

  async report(changed: Partial<HostReport> = {}): Promise<ReportAnswer> {
    return this.send(this.makeReport(changed))
  }

  async send(report: unknown, timeoutMs = 15_000): Promise<ReportAnswer> {
    return reportAnswer.parse(await this.socket.timeout(timeoutMs).emitWithAck('host.report', report))
  }

  /** What a host that is where it was assigned to be reports. */
  there(): Partial<HostReport> {
    const { assigned } = this
    if (!assigned) throw new Error('nothing is assigned')
    return {
      epoch: assigned.epoch,
      observed: observedAt(assigned.desired, assigned.archives[this.host.platform]?.treeDigest),
    }
  }

  /** From now on it goes wherever it is assigned to, at once. */
  follow(): void {
    // Nobody waits for the answer, which a test that ends does not let come.
    if (this.assigned) this.report(this.there()).catch(() => undefined)
    this.waiting.push(() => this.follow())
  }

  close(): void {
    this.socket.disconnect()
  }

  private take(assigned: Assignment): void {
    this.assignments.push(assigned)
    const { waiting } = this
    this.waiting = []
    for (const tell of waiting) tell(assigned)
  }
}

/** Asks again until the answer is as it should be; the last answer is what a failing test shows. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const until = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (isRight(answer) || Date.now() > until) return answer
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

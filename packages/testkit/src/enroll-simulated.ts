import { generateKeyPairSync, sign } from 'node:crypto'
import {
  AGENT_CAPABILITIES,
  type EnrollAnswer,
  type EnrollRequest,
  enrollAnswer,
  enrollText,
  problem,
} from '@goherd/protocol'

/** What a simulated machine is; what is left out is as on most build hosts. */
export interface SimulatedMachine {
  /** In Go's words; `linux/amd64` when left out. */
  readonly platform?: string | undefined
  readonly distribution?: string | undefined
  readonly cpus?: number | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
}

/** Everything a simulated host needs to come back as the same one. */
export interface SimulatedIdentity extends EnrollAnswer {
  /** PKCS#8 in PEM. */
  readonly privateKey: string
  readonly machine?: SimulatedMachine | undefined
}

/** A host's own key pair: `publicKey` is SPKI in base64 as servers store it, `privateKey` PKCS#8 in PEM. */
export function simulatedKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** Enrolls a simulated host over HTTP like a real agent. Throws with the server's own code and message. */
export async function enrollSimulated(
  server: string,
  token: string,
  name: string,
  machine: SimulatedMachine = {},
): Promise<SimulatedIdentity> {
  const { publicKey, privateKey } = simulatedKeys()
  const body: EnrollRequest = {
    token,
    name,
    publicKey,
    signature: sign(null, Buffer.from(enrollText({ token, name })), privateKey).toString('base64url'),
    facts: factsOf(name, machine),
    ...(machine.labels === undefined ? {} : { labels: machine.labels }),
  }
  return { ...enrollAnswer.parse(await post(`${server}/api/enroll`, body)), privateKey, machine }
}

/** The platform of a simulated host, in Go's words. */
export function platformOf({ platform = 'linux/amd64' }: SimulatedMachine = {}): string {
  return platform
}

/** What a simulated host says of its machine. */
export function factsOf(name: string, machine: SimulatedMachine = {}): EnrollRequest['facts'] {
  const { distribution, cpus } = machine
  return {
    hostname: name,
    platform: platformOf(machine),
    ...(distribution === undefined ? {} : { distribution }),
    ...(cpus === undefined ? {} : { cpus }),
    root: `/simulated/${name}`,
    agentVersion: '0.1.0',
    nodeVersion: process.version,
    capabilities: [...AGENT_CAPABILITIES],
  }
}

/** Sends JSON and answers JSON. Throws with the server's own code and message. */
export async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const found: unknown = await response.json()
  if (response.ok) return found
  const refusal = problem.safeParse(found)
  throw new Error(
    refusal.success
      ? `${url}: ${refusal.data.error.code}: ${refusal.data.error.message}`
      : `${url}: HTTP ${response.status}`,
  )
}

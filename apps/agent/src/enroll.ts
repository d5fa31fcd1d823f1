import { sign } from 'node:crypto'
import { hostname } from 'node:os'
import {
  type EnrollRequest,
  enrollAnswer,
  enrollRequest,
  enrollText,
  name as hostName,
} from '@goherd/protocol'
import { AgentError } from './disk/agent-error.js'
import { type Layout, prepareRoot } from './disk/layout.js'
import { lockRoot } from './disk/lock.js'
import { collectFacts } from './facts.js'
import { type Identity, makeHostKey, readIdentity, writeIdentity } from './identity.js'
import { findLabels, type LabelSources } from './labels/index.js'
import { postJson } from './post-json.js'

export interface EnrollOptions {
  readonly layout: Layout
  /** Origin of the server. */
  readonly server: string
  readonly token: string
  /** Default: the machine's host name. */
  readonly name: string | undefined
  readonly labels: LabelSources
}

/**
 * Enrolls this root with a server: makes the host's key, proves it, and pins the key that will sign assignments. Refused when
 * the root is enrolled already (`already_enrolled`); the server's refusals keep their code.
 */
export async function enroll(options: EnrollOptions): Promise<Identity> {
  const { layout } = options
  await prepareRoot(layout)
  const lock = await lockRoot(layout)
  try {
    return await enrollLocked(options)
  } finally {
    await lock.release()
  }
}

async function enrollLocked({ layout, server, token, name, labels }: EnrollOptions): Promise<Identity> {
  const known = readIdentity(layout)
  if (known !== undefined) {
    throw new AgentError({
      code: 'already_enrolled',
      message: `${layout.root} is enrolled as ${known.name} with ${known.server}`,
      hint: `Run goherd-agent run, or move ${layout.state} away to enroll it anew.`,
    })
  }
  const origin = originOf(server)
  const asName = hostName.safeParse(name ?? hostname())
  if (!asName.success) {
    throw new AgentError({
      code: 'bad_name',
      message: `"${name ?? hostname()}" cannot be the name of a host`,
      hint: 'Give one with --name: letters, digits, dot, dash and underscore, at most 63.',
    })
  }
  const found = await findLabels(labels)
  const { privateKey, publicKey } = await makeHostKey(layout)
  const text = enrollText({ token, name: asName.data })
  const request: EnrollRequest = enrollRequest.parse({
    token,
    name: asName.data,
    publicKey,
    signature: sign(null, Buffer.from(text), privateKey).toString('base64url'),
    facts: collectFacts(layout),
    ...(Object.keys(found).length > 0 ? { labels: found } : {}),
  })
  const answer = await postJson(`${origin}/api/enroll`, request, enrollAnswer)
  const identity: Identity = {
    ...answer,
    server: origin,
    labels: labels.given,
    ...(labels.file === null ? {} : { labelsFile: labels.file }),
    ...(labels.command === null ? {} : { labelsCommand: labels.command }),
  }
  await writeIdentity(layout, identity)
  return identity
}

/** `https://goherd.example.com` from what a person typed. */
export function originOf(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin
  throw new AgentError({
    code: 'bad_server',
    message: `"${server}" is not the address of a server`,
    hint: 'Give the whole address, such as --server https://goherd.example.com.',
  })
}

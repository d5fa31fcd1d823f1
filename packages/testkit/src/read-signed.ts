import { createPublicKey, verify } from 'node:crypto'
import { type Assignment, assignment, type CheckOrder, checkOrder } from '@goherd/protocol'

let lastRead:
  | { readonly jws: string; readonly key: string; readonly content: Assignment | undefined }
  | undefined

/** One packet serves a whole group, so in one process it is checked once. undefined when the signature or the shape is wrong. */
export function readAssignment(jws: string, signingKey: string): Assignment | undefined {
  if (lastRead?.jws !== jws || lastRead.key !== signingKey) {
    const read = assignment.safeParse(contentOf(jws, signingKey))
    lastRead = { jws, key: signingKey, content: read.success ? read.data : undefined }
  }
  return lastRead.content
}

/** What a host is asked to try. undefined when the signature or the shape is wrong. */
export function readCheck(jws: string, signingKey: string): CheckOrder | undefined {
  const read = checkOrder.safeParse(contentOf(jws, signingKey))
  return read.success ? read.data : undefined
}

function contentOf(jws: string, signingKey: string): unknown {
  const [head = '', body = '', signature = ''] = jws.split('.')
  const key = createPublicKey({ key: Buffer.from(signingKey, 'base64'), type: 'spki', format: 'der' })
  const isGenuine = verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))
  return isGenuine ? JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) : undefined
}

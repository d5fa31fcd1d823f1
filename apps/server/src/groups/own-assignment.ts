import { type Assignment, assignment } from '@goherd/protocol'

/** What a signed assignment says. For the server's own rows only: the signature is not looked at. */
export function ownAssignment(jws: string): Assignment {
  const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')
  return assignment.parse(JSON.parse(payload))
}

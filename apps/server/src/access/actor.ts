import type { Role } from '@goherd/model'

/** Who is asking: a person with a session, or a person's API token. */
export interface Actor {
  readonly userId: string
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly via: 'session' | 'token'
}

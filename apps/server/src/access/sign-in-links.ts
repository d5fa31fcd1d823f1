import type { createSignInLink, passwordRequest, signInLink } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { AuditLog } from '../audit/index.js'
import { ServerConfig } from '../base/config/index.js'
import { Database, type Writer } from '../base/database/index.js'
import type { Actor } from './actor.js'
import { LinkStore } from './link.store.js'
import { PeopleStore } from './people.store.js'
import { Sessions } from './sessions.js'

/** What happens when somebody makes or follows a link. */
@Injectable()
export class SignInLinks {
  constructor(
    private readonly config: ServerConfig,
    private readonly database: Database,
    private readonly links: LinkStore,
    private readonly people: PeopleStore,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  /** A link that signs its visitor in as the actor. */
  async create(
    actor: Actor,
    { ttlSeconds, uses }: z.infer<typeof createSignInLink>,
  ): Promise<z.infer<typeof signInLink>> {
    const { token, expiresAt } = await this.database.transaction(async (tx) => {
      const made = await this.links.create({ kind: 'sign-in', userId: actor.userId, uses, ttlSeconds }, tx)
      await this.audit.record(
        {
          ...by(actor.email ?? actor.name, 'sign-in-link.create'),
          summary: `made a sign-in link for ${uses} use${uses === 1 ? '' : 's'}`,
        },
        tx,
      )
      return made
    })
    const url = `${this.config.publicUrl}/api/access/sign-in?token=${token}`
    return { url, expiresAt: expiresAt.toISOString() }
  }

  /**
   * Uses a sign-in link.
   * @returns the Set-Cookie values of a new session
   * @throws GoherdError `link_unknown`, `link_expired`, `link_used_up`
   */
  async follow(token: string): Promise<readonly string[]> {
    const { id } = await this.database.transaction(async (tx) => {
      const person = await this.owner('sign-in', token, tx)
      await this.audit.record({ ...by(person.email, 'session.open'), summary: 'signed in with a link' }, tx)
      return person
    })
    return this.sessions.open(id)
  }

  /**
   * Sets an invited person's password.
   * @returns their address and the Set-Cookie values of a new session
   * @throws GoherdError as follow
   */
  async choosePassword({ token, password }: z.infer<typeof passwordRequest>) {
    const hash = await this.sessions.hashPassword(password)
    const { id, email } = await this.database.transaction(async (tx) => {
      const person = await this.owner('invite', token, tx)
      await this.people.setPassword(person.id, hash, tx)
      await this.audit.record({ ...by(person.email, 'person.welcome'), summary: 'chose a password' }, tx)
      return person
    })
    return { email, cookies: await this.sessions.open(id) }
  }

  private async owner(kind: 'sign-in' | 'invite', token: string, tx: Writer) {
    const { userId } = await this.links.consume(kind, token, tx)
    return tx.user.findUniqueOrThrow({ where: { id: userId ?? '' } })
  }
}

function by(email: string, action: string) {
  return { actor: email, action, target: `person:${email}` }
}

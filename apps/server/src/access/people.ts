import type { Role } from '@goherd/model'
import { type invitedPerson, type invitePerson, type peopleList, person } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { AuditLog } from '../audit/index.js'
import { ServerConfig } from '../base/config/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import type { Actor } from './actor.js'
import { LinkStore } from './link.store.js'
import { PeopleStore } from './people.store.js'

const THREE_DAYS_SECONDS = 3 * 24 * 3600

/** Inviting people and changing what they may do. */
@Injectable()
export class People {
  constructor(
    private readonly config: ServerConfig,
    private readonly database: Database,
    private readonly store: PeopleStore,
    private readonly links: LinkStore,
    private readonly audit: AuditLog,
  ) {}

  /** Everybody, oldest first. */
  async list(): Promise<z.infer<typeof peopleList>> {
    return { people: (await this.store.list()).map(toPerson) }
  }

  /** @throws GoherdError `person_exists` when they have a password already */
  async invite(wanted: z.infer<typeof invitePerson>, actor: Actor): Promise<z.infer<typeof invitedPerson>> {
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx)
      const row = await this.findOrCreate(wanted, tx)
      await this.links.withdraw('invite', row.id, tx)
      const link = { kind: 'invite' as const, userId: row.id, ttlSeconds: THREE_DAYS_SECONDS }
      const { token } = await this.links.create(link, tx)
      const summary = `invited ${wanted.name} as ${wanted.role}`
      await this.audit.record({ ...on(actor, row.email, 'person.invite'), summary }, tx)
      return { ...toPerson(row), link: `${this.config.publicUrl}/welcome?token=${token}` }
    })
  }

  /** @throws GoherdError `person_unknown`, `last_admin` */
  async changeRole(id: string, role: Role, actor: Actor): Promise<z.infer<typeof person>> {
    return this.database.transaction(async (tx) => {
      const { before, person: row } = await this.store.changeRole(id, role, tx)
      const summary = `changed ${row.name} from ${before} to ${role}`
      await this.audit.record({ ...on(actor, row.email, 'person.change-role'), summary }, tx)
      return toPerson(row)
    })
  }

  private async findOrCreate(wanted: z.infer<typeof invitePerson>, tx: Writer) {
    const known = await this.store.findByEmail(wanted.email, tx)
    if (!known) return this.store.create(wanted, tx)
    if (known.accounts.length === 0) {
      return tx.user.update({ where: { id: known.id }, data: { name: wanted.name, role: wanted.role } })
    }
    throw new GoherdError('conflict', 'person_exists', {
      message: `${wanted.email} has an account here already`,
      hint: 'Change their role instead.',
    })
  }
}

function on(actor: Actor, email: string, action: string) {
  return { actor: actor.email ?? actor.name, action, target: `person:${email}` }
}

function toPerson(row: { id: string; name: string; email: string; role: string; createdAt: Date }) {
  return person.parse({ ...row, createdAt: row.createdAt.toISOString() })
}

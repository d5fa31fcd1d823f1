import { randomUUID } from 'node:crypto'
import type { Role } from '@goherd/model'
import { type Hints, hints } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'

/** Serializes what may leave the fleet without an administrator, or with two first ones. */
const PEOPLE_LOCK = 7_400_003

/** The people of this server: rows of better-auth's own tables. */
@Injectable()
export class PeopleStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  list() {
    return this.database.prisma.user.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  }

  async isEmpty(tx: Writer = this.database.prisma): Promise<boolean> {
    return (await tx.user.findFirst({ select: { id: true } })) === null
  }

  find(id: string) {
    return this.database.prisma.user.findUnique({ where: { id } })
  }

  findByEmail(email: string, tx: Writer = this.database.prisma) {
    return tx.user.findUnique({ where: { email: email.toLowerCase() }, include: { accounts: true } })
  }

  /** The first-run hints that a person does not want to see again. */
  async hints(id: string): Promise<Hints> {
    const row = await this.database.prisma.user.findUnique({ where: { id }, select: { hints: true } })
    return hints.catch({ dismissed: [] }).parse(row?.hints)
  }

  async setHints(id: string, { dismissed }: Hints): Promise<void> {
    await this.database.prisma.user.update({ where: { id }, data: { hints: { dismissed } } })
  }

  /** Everybody else who changes people waits until the transaction ends. */
  async lock(tx: Writer): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${PEOPLE_LOCK})`
  }

  create({ name, email, role }: { name: string; email: string; role: Role }, tx: Writer) {
    const now = this.clock.now()
    return tx.user.create({
      data: { id: randomUUID(), name, email: email.toLowerCase(), role, createdAt: now, updatedAt: now },
    })
  }

  /** Sets the only password of a person. @param passwordHash as Sessions.hashPassword makes it */
  async setPassword(userId: string, passwordHash: string, tx: Writer): Promise<void> {
    await tx.account.deleteMany({ where: { userId, providerId: 'credential' } })
    await tx.account.create({
      data: { id: randomUUID(), accountId: userId, providerId: 'credential', userId, password: passwordHash },
    })
  }

  /**
   * @throws GoherdError `person_unknown`, or `last_admin` when nobody would be left who can manage people
   */
  async changeRole(id: string, role: Role, tx: Writer) {
    await this.lock(tx)
    const person = await tx.user.findUnique({ where: { id } })
    if (!person) throw personUnknown()
    // Somebody who has not chosen a password yet cannot manage anything.
    const others = await tx.user.count({ where: { role: 'admin', accounts: { some: {} }, id: { not: id } } })
    if (role !== 'admin' && others === 0) {
      throw new GoherdError('conflict', 'last_admin', {
        message: `${person.name} is the last administrator`,
        hint: 'Make somebody else an administrator first.',
      })
    }
    return { before: person.role, person: await tx.user.update({ where: { id }, data: { role } }) }
  }
}

function personUnknown(): GoherdError {
  return new GoherdError('not-found', 'person_unknown', {
    message: 'there is no such person',
    hint: 'Look at the list of people for the right id.',
  })
}

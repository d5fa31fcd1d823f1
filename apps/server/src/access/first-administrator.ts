import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { setupRequestWithToken } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { AuditLog } from '../audit/index.js'
import { ServerConfig } from '../base/config/index.js'
import { writePrivate } from '../base/data-folder/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { ApiTokenStore } from './api-token.store.js'
import { LinkStore } from './link.store.js'
import { PeopleStore } from './people.store.js'
import { Sessions } from './sessions.js'

const DAY_SECONDS = 24 * 3600

/** How a server without people gets its first administrator: through a link that only who can read its output or its data folder knows. */
@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly config: ServerConfig,
    private readonly database: Database,
    private readonly links: LinkStore,
    private readonly people: PeopleStore,
    private readonly sessions: Sessions,
    private readonly tokens: ApiTokenStore,
    private readonly audit: AuditLog,
  ) {}

  /** Makes a new link, good for a day, and writes it to `setup-link` in the data folder. Undefined when there are people already. */
  async offerLink(): Promise<string | undefined> {
    if (!(await this.people.isEmpty())) {
      rmSync(this.file, { force: true })
      return undefined
    }
    await this.links.withdraw('setup', undefined)
    const { token } = await this.links.create({ kind: 'setup', ttlSeconds: DAY_SECONDS })
    const link = `${this.config.publicUrl}/setup?token=${token}`
    writePrivate(this.file, `${link}\n`)
    return link
  }

  /**
   * Creates the first administrator with the link's token.
   * @returns cookies of an open session, and an API token if it was asked for
   * @throws GoherdError `link_unknown`, `link_expired`, `link_used_up`, `already_set_up`
   */
  async create({ token, name, email, password, apiToken }: z.infer<typeof setupRequestWithToken>) {
    const passwordHash = await this.sessions.hashPassword(password)
    const made = await this.database.transaction(async (tx) => {
      await this.links.consume('setup', token, tx)
      await this.people.lock(tx)
      if (!(await this.people.isEmpty(tx))) throw alreadySetUp()
      const person = await this.people.create({ name, email, role: 'admin' }, tx)
      await this.people.setPassword(person.id, passwordHash, tx)
      const actor = person.email
      const summary = `${name} became the first administrator`
      await this.audit.record({ actor, action: 'person.setup', target: `person:${actor}`, summary }, tx)
      const values = { userId: person.id, name: 'setup', role: 'admin' as const, ttlSeconds: null }
      const made = apiToken ? await this.tokens.create(values, tx) : undefined
      return { person, apiToken: made?.token ?? null }
    })
    rmSync(this.file, { force: true })
    return { ...made, cookies: await this.sessions.open(made.person.id) }
  }

  private get file(): string {
    return join(this.config.dataDir, 'setup-link')
  }
}

function alreadySetUp(): GoherdError {
  return new GoherdError('conflict', 'already_set_up', {
    message: 'this server has an administrator already',
    hint: 'Ask that administrator for an invitation.',
  })
}

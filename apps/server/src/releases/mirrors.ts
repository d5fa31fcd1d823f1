import type { createMirror, SourceTest, SourceView, sourceList } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { ServerConfig } from '../base/config/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { parseGoSource, shownUrl } from './go-source.js'
import { MirrorStore } from './mirror.store.js'
import { mirrorExists } from './mirror-refusals.js'
import { SourceTester } from './source-tester.js'
import { CONFIGURED, Sources } from './sources.js'

type SourceList = z.infer<typeof sourceList>

/** What people do with sources; each of it is in the audit log. */
@Injectable()
export class Mirrors {
  constructor(
    private readonly config: ServerConfig,
    private readonly database: Database,
    private readonly store: MirrorStore,
    private readonly sources: Sources,
    private readonly tester: SourceTester,
    private readonly audit: AuditLog,
  ) {}

  /** The configured source, then the mirrors in their order; credentials in addresses are not shown. */
  async list(): Promise<SourceList> {
    const rows = await this.store.list()
    return {
      sources: [
        await this.#configured(),
        ...rows.map(({ name, url, createdBy, createdAt, lastAt, lastOk, lastSays }, index) => ({
          ...{ name, url: shownUrl(url), configured: false, position: index + 1, createdBy },
          createdAt: createdAt.toISOString(),
          last: lastAt && { at: lastAt.toISOString(), ok: lastOk === true, says: lastSays ?? '' },
        })),
      ],
    }
  }

  /** @throws GoherdError `mirror_exists` */
  async add(wanted: z.output<typeof createMirror>, actor: Actor): Promise<SourceList> {
    if (wanted.name === CONFIGURED) throw mirrorExists(wanted.name)
    await this.database.transaction(async (tx) => {
      await this.store.create(wanted, actor.email ?? actor.name, tx)
      await this.#record(tx, actor, 'add', wanted.name, `added the mirror ${shownUrl(wanted.url)}`)
    })
    return this.list()
  }

  /** @throws GoherdError `mirror_unknown` */
  async remove(name: string, actor: Actor): Promise<SourceList> {
    await this.database.transaction(async (tx) => {
      const url = await this.store.remove(name, tx)
      await this.#record(tx, actor, 'remove', name, `removed the mirror ${shownUrl(url)}`)
    })
    return this.list()
  }

  /** @throws GoherdError `order_incomplete` */
  async order(names: readonly string[], actor: Actor): Promise<SourceList> {
    await this.database.transaction(async (tx) => {
      await this.store.order(names, tx)
      await this.#record(tx, actor, 'order', 'all', `mirrors are asked in this order: ${names.join(', ')}`)
    })
    return this.list()
  }

  /** @throws GoherdError `mirror_unknown` */
  async test(name: string, actor: Actor): Promise<SourceTest> {
    const result = await this.tester.run(await this.sources.named(name))
    const last = result.steps.at(-1)
    const summary = `tested the source ${name}: ${result.ok ? 'it works' : `${last?.step}: ${last?.says}`}`
    const entry = { ...on(actor, 'test', name), summary, outcome: result.ok ? 'done' : 'failed' } as const
    await this.audit.record(entry)
    return result
  }

  async #configured(): Promise<SourceView> {
    const source = parseGoSource(this.config.goSource)
    const origin = await this.store.catalogueOrigin()
    const synced =
      origin?.syncedAt && origin.source === source.name
        ? { at: origin.syncedAt, ok: true, says: 'gave the catalogue' }
        : undefined
    const last = this.sources.configuredLast ?? synced
    return {
      ...{
        name: CONFIGURED,
        url: source.name,
        configured: true,
        position: 0,
        createdBy: null,
        createdAt: null,
      },
      last: last ? { ...last, at: last.at.toISOString() } : null,
    }
  }

  #record(tx: Writer, actor: Actor, verb: string, name: string, summary: string): Promise<void> {
    return this.audit.record({ ...on(actor, verb, name), summary }, tx)
  }
}

function on(actor: Actor, verb: string, name: string) {
  return { actor: actor.email ?? actor.name, action: `mirror.${verb}`, target: `mirror:${name}` }
}

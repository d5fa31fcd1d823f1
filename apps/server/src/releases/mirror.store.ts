import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, isUniqueViolation, type Writer } from '../base/database/index.js'
import { mirrorExists, mirrorUnknown, orderIncomplete } from './mirror-refusals.js'

/** Places that are asked when the configured source fails. */
@Injectable()
export class MirrorStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** In the order in which they are asked. */
  list(tx: Writer = this.database.prisma) {
    return tx.mirror.findMany({ orderBy: [{ position: 'asc' }, { name: 'asc' }] })
  }

  /** Where the catalogue came from, and when. */
  async catalogueOrigin(): Promise<{ source: string; syncedAt: Date | null } | undefined> {
    return (await this.database.prisma.catalogueState.findUnique({ where: { id: 1 } })) ?? undefined
  }

  /** The smallest archive of the newest stable release, of those that a source lists too: what a test fetches. */
  async smallestKnown(filenames: readonly string[]) {
    const archive = await this.database.prisma.releaseArchive.findFirst({
      where: { filename: { in: [...filenames], endsWith: '.tar.gz' }, of: { listed: true } },
      orderBy: [{ of: { stable: 'desc' } }, { of: { position: 'asc' } }, { size: 'asc' }],
      select: { filename: true, release: true, sha256: true, size: true },
    })
    return archive ?? undefined
  }

  /** Adds one behind the others. @throws GoherdError `mirror_exists` */
  async create({ name, url }: { name: string; url: string }, by: string, tx: Writer): Promise<void> {
    const { _max } = await tx.mirror.aggregate({ _max: { position: true } })
    const position = (_max.position ?? 0) + 1
    try {
      await tx.mirror.create({ data: { name, url, position, createdBy: by, createdAt: this.clock.now() } })
    } catch (error) {
      throw isUniqueViolation(error) ? mirrorExists(name) : error
    }
  }

  /** @returns its URL. @throws GoherdError `mirror_unknown` */
  async remove(name: string, tx: Writer): Promise<string> {
    const found = await tx.mirror.findUnique({ where: { name }, select: { url: true } })
    const { count } = await tx.mirror.deleteMany({ where: { name } })
    if (!found || count === 0) throw mirrorUnknown(name)
    return found.url
  }

  /** @throws GoherdError `order_incomplete` unless the names are those of all mirrors, each once */
  async order(names: readonly string[], tx: Writer): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('goherd mirrors'))`
    const known = (await this.list(tx)).map((mirror) => mirror.name)
    const isComplete = known.every((name) => names.includes(name)) && names.length === known.length
    if (!isComplete) throw orderIncomplete(known)
    for (const [index, name] of names.entries())
      await tx.mirror.update({ where: { name }, data: { position: index + 1 } })
  }

  /** What came of its newest use or test. One that was removed meanwhile is none of its concern. */
  async noteUse(name: string, { ok, says }: { ok: boolean; says: string }): Promise<void> {
    await this.database.prisma.mirror.updateMany({
      where: { name },
      data: { lastAt: this.clock.now(), lastOk: ok, lastSays: says.slice(0, 500) },
    })
  }
}

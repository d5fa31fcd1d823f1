import type { SavedView } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'

const WITH_OWNER = { owner: { select: { name: true } } } as const

/** What a person wants to keep. */
export interface NewView extends Pick<SavedView, 'name' | 'q' | 'sort' | 'order' | 'shared'> {
  readonly ownerId: string
}

/** Keeps saved views. */
@Injectable()
export class SavedViewStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A person's own views, and those that others share, by name. */
  async visibleTo(userId: string): Promise<SavedView[]> {
    const rows = await this.database.prisma.savedView.findMany({
      where: { OR: [{ ownerId: userId }, { shared: true }] },
      orderBy: [{ name: 'asc' }, { createdAt: 'asc' }],
      include: WITH_OWNER,
    })
    return rows.map((row) => toView(row, userId))
  }

  /** How many a person keeps besides the one of that name. */
  async countOthers(ownerId: string, name: string, tx: Writer): Promise<number> {
    return tx.savedView.count({ where: { ownerId, NOT: { name } } })
  }

  /** Keeps a view in the place of the owner's view of the same name. */
  async save({ ownerId, name, ...rest }: NewView, tx: Writer): Promise<SavedView> {
    const row = await tx.savedView.upsert({
      where: { ownerId_name: { ownerId, name } },
      create: { ownerId, name, ...rest, createdAt: this.clock.now() },
      update: rest,
      include: WITH_OWNER,
    })
    return toView(row, ownerId)
  }

  /** A view that the person may see; undefined when there is none. */
  async one(id: string, userId: string, tx: Writer): Promise<SavedView | undefined> {
    const row = await tx.savedView.findFirst({
      where: { id, OR: [{ ownerId: userId }, { shared: true }] },
      include: WITH_OWNER,
    })
    return row ? toView(row, userId) : undefined
  }

  async remove(id: string, tx: Writer): Promise<void> {
    await tx.savedView.deleteMany({ where: { id } })
  }
}

interface Row {
  readonly id: string
  readonly ownerId: string
  readonly name: string
  readonly q: string
  readonly sort: string | null
  readonly order: string | null
  readonly shared: boolean
  readonly createdAt: Date
  readonly owner: { readonly name: string }
}

function toView({ owner, ownerId, order, createdAt, ...row }: Row, userId: string): SavedView {
  return {
    ...row,
    order: order === 'asc' || order === 'desc' ? order : null,
    owner: owner.name,
    own: ownerId === userId,
    createdAt: createdAt.toISOString(),
  }
}

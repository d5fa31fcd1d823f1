import { compare } from '@goherd/model'
import { Injectable } from '@nestjs/common'
import { HostReader, type KnownHost } from './host.reader.js'
import { differs, type HostChange, HostChanges } from './host-changes.js'
import { StatusStore } from './status.store.js'
import { WantedStates } from './wanted-states.js'

/** Hosts in one go; their whole reports are read, which is why this waits until nothing else is to be done. */
const CHUNK = 200

/** Keeps the drift of hosts that are offline true to what is wanted now: they cannot report against it. */
@Injectable()
export class OfflineDrift {
  private readonly waiting = new Set<string>()

  constructor(
    private readonly reader: HostReader,
    private readonly wanted: WantedStates,
    private readonly store: StatusStore,
    private readonly changes: HostChanges,
  ) {}

  get size(): number {
    return this.waiting.size
  }

  /** Notes the offline hosts of a group; with `members`, those among them. */
  async ask(groupId: string, members: readonly string[] | null = null): Promise<void> {
    for (const hostId of await this.reader.offlineIn(groupId, members)) this.waiting.add(hostId)
  }

  /** Does some of what waits. @throws whatever the database throws; the same hosts are then still waiting */
  async freshen(): Promise<void> {
    const ids = [...this.waiting].slice(0, CHUNK)
    const known = (await this.reader.known(ids)).filter(({ status }) => !status.online)
    await this.wanted.load(known.map(({ host }) => host))
    const observed = await this.reader.observed(known.map(({ host }) => host.id))
    const changes = known.flatMap((host) => this.compared(host, observed.get(host.host.id)?.observed))
    const written = new Set(
      await this.store.replaceDrift(changes.map(({ host, after }) => ({ hostId: host.id, status: after }))),
    )
    for (const id of ids) this.waiting.delete(id)
    this.changes.tell(changes.filter(({ host }) => written.has(host.id)))
  }

  private compared(
    { host, status }: KnownHost,
    observed: Parameters<typeof compare>[1] | undefined,
  ): HostChange[] {
    const wanted = this.wanted.get(host.id)
    if (!wanted || !observed) return []
    const drift = compare(wanted.desired, observed, { reached: status.reached >= wanted.epoch })
    const after = { ...status, drift }
    return differs(status, after) ? [{ host, before: status, after }] : []
  }
}

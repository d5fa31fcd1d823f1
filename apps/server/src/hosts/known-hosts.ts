import { Injectable } from '@nestjs/common'
import { HostReader, type KnownHost } from './host.reader.js'
import type { HostStatus } from './host-status.js'

/**
 * The committed status of the hosts that are connected to this server, so that a flush need not read it first. It only saves
 * reads: whatever is not here is fetched, and after a failed write it is fetched again.
 */
@Injectable()
export class KnownHosts {
  private readonly hosts = new Map<string, KnownHost>()

  constructor(private readonly reader: HostReader) {}

  /** Everything that is known of these hosts. Ids of hosts that do not exist have no entry. */
  async load(hostIds: readonly string[]): Promise<Map<string, KnownHost>> {
    const missing = hostIds.filter((id) => !this.hosts.has(id))
    const loaded = missing.length > 0 ? await this.reader.known(missing) : []
    const found = new Map(loaded.map((known) => [known.host.id, known]))
    for (const id of hostIds) {
      const kept = this.hosts.get(id)
      if (kept) found.set(id, kept)
    }
    return found
  }

  /** What is known of a host while it is connected. */
  get(hostId: string): KnownHost | undefined {
    return this.hosts.get(hostId)
  }

  /** Notes what was committed, for as long as the host is connected. */
  note({ host }: KnownHost, status: HostStatus): void {
    if (status.online) this.hosts.set(host.id, { host, status })
    else this.hosts.delete(host.id)
  }

  /** Forgets what may no longer be true. */
  forget(hostIds: Iterable<string>): void {
    for (const id of hostIds) this.hosts.delete(id)
  }
}

import { Injectable } from '@nestjs/common'

/** Which hosts are connected to this server, and whose change of that is not committed yet. */
@Injectable()
export class Presence {
  private readonly connected = new Set<string>()
  private readonly unsaved = new Set<string>()
  private wake: () => void = () => {}

  /** Who is told that there is something to save. */
  onChange(wake: () => void): void {
    this.wake = wake
  }

  /** Hosts whose change waits to be saved. */
  get size(): number {
    return this.unsaved.size
  }

  isOnline(hostId: string): boolean {
    return this.connected.has(hostId)
  }

  opened(hostId: string): void {
    this.connected.add(hostId)
    this.touch(hostId)
  }

  closed(hostId: string): void {
    this.connected.delete(hostId)
    this.touch(hostId)
  }

  /** Takes up to `max` hosts whose presence is to be saved as it is now, however often it changed. */
  take(max: number): string[] {
    const taken: string[] = []
    for (const hostId of this.unsaved) {
      if (taken.length === max) break
      this.unsaved.delete(hostId)
      taken.push(hostId)
    }
    return taken
  }

  /** They could not be saved: later again. */
  giveBack(hostIds: readonly string[]): void {
    for (const hostId of hostIds) this.unsaved.add(hostId)
  }

  private touch(hostId: string): void {
    this.unsaved.add(hostId)
    this.wake()
  }
}

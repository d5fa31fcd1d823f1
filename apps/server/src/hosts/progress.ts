import type { Phase } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'

/** What hosts that are connected here are doing this moment. Never stored: the next report says what came of it. */
@Injectable()
export class Progress {
  private readonly phases = new Map<string, Phase>()
  private readonly listeners = new Set<(hostId: string) => void>()

  of(hostId: string): Phase | undefined {
    return this.phases.get(hostId)
  }

  onMoved(listener: (hostId: string) => void): void {
    this.listeners.add(listener)
  }

  moved(hostId: string, phase: Phase): void {
    this.phases.set(hostId, phase)
    for (const listener of this.listeners) listener(hostId)
  }

  /** A report came, which knows better, or the host left. */
  done(hostId: string): void {
    this.phases.delete(hostId)
  }
}

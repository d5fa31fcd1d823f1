/** Which hosts of which list would stand elsewhere after a fetch. A list shows the count, or fetches when nobody points at it. */
export class MovedRows {
  private readonly names = new Map<string, ReadonlySet<string>>()
  private readonly listeners = new Set<() => void>()

  readonly add = (list: string, names: readonly string[]): void => {
    this.names.set(list, new Set([...(this.names.get(list) ?? []), ...names]))
    this.tell()
  }

  readonly settle = (list: string): void => {
    if (this.names.delete(list)) this.tell()
  }

  readonly clear = (): void => {
    this.names.clear()
    this.tell()
  }

  readonly count = (list: string): number => this.names.get(list)?.size ?? 0

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

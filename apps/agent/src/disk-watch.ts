import { type FSWatcher, realpathSync, watch } from 'node:fs'
import { join } from 'node:path'
import { errnoOf } from './disk/errno.js'
import type { Layout } from './disk/layout.js'

/** A change makes several events; one look is enough for them. */
const SETTLE_MS = 50

/**
 * Notices within a moment that somebody changes what builds see: the `current` link, a release that comes or goes, the active
 * release's go.env and programs. The heartbeat looks all the same; this is why it need not look often. A system that gives no
 * watches (their number is limited) is only slower to notice.
 */
export class DiskWatch {
  readonly #layout: Layout
  readonly #onChange: () => void
  #watchers: FSWatcher[] = []
  #active: string | undefined
  #settling: NodeJS.Timeout | undefined

  constructor(layout: Layout, onChange: () => void) {
    this.#layout = layout
    this.#onChange = onChange
  }

  /** Begins to watch; never throws. */
  start(): void {
    this.stop()
    const { root, releases, current } = this.#layout
    this.#active = activeTree(current)
    this.#watch(root, (name) => name === 'current')
    this.#watch(releases, () => true)
    if (this.#active === undefined) return
    this.#watch(this.#active, () => true)
    this.#watch(join(this.#active, 'bin'), () => true)
  }

  stop(): void {
    clearTimeout(this.#settling)
    this.#settling = undefined
    for (const watcher of this.#watchers) watcher.close()
    this.#watchers = []
  }

  #watch(folder: string, concerns: (name: string | null) => boolean): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (concerns(name)) this.#changed()
      })
      // A folder that went away: the event of its parent has told.
      watcher.on('error', () => watcher.close())
      this.#watchers.push(watcher)
    } catch (cause) {
      if (errnoOf(cause) === undefined) throw cause
    }
  }

  #changed(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined
      if (activeTree(this.#layout.current) !== this.#active) this.start()
      this.#onChange()
    }, SETTLE_MS).unref()
  }
}

function activeTree(link: string): string | undefined {
  try {
    return realpathSync(link)
  } catch (cause) {
    if (errnoOf(cause) === undefined) throw cause
    return undefined
  }
}

'use client'

import { Dialog } from '../../ui/dialog'
import { pageShortcuts, useAll } from '../palette/page-registry'
import { DESTINATIONS } from './navigation'

interface Line {
  readonly keys: readonly string[]
  readonly label: string
}

const EVERYWHERE: readonly Line[] = [
  { keys: ['⌘ K', 'Ctrl K'], label: 'Palette: actions, pages, hosts' },
  { keys: ['/'], label: 'Search this page, or find a host' },
  { keys: ['?'], label: 'These keys' },
  { keys: ['Esc'], label: 'Close what is open' },
]

function Keys({ title, lines }: { title: string; lines: readonly Line[] }) {
  return (
    <section className="grid content-start gap-2">
      <h3 className="font-medium text-ink-3 text-xs">{title}</h3>
      <dl className="grid gap-1.5">
        {lines.map(({ keys, label }) => (
          <div key={label} className="flex items-baseline justify-between gap-4">
            <dt>{label}</dt>
            <dd className="flex shrink-0 gap-1.5">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="rounded border border-line-strong bg-inset px-1.5 font-mono text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Every key that works here: those of the frame, and what the open page has registered. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Keyboard shortcuts"
      lead="They rest while you type."
    >
      <ShortcutList />
    </Dialog>
  )
}

/** The list in the help. */
export function ShortcutList() {
  const here = useAll(pageShortcuts).map(({ key, label }) => ({ keys: [key], label }))
  const pages = DESTINATIONS.map(({ key, label }) => ({ keys: [`g ${key}`], label }))
  return (
    <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
      {here.length > 0 && <Keys title="On this page" lines={here} />}
      <Keys title="Everywhere" lines={EVERYWHERE} />
      <Keys title="Go to" lines={pages} />
    </div>
  )
}

import { X } from 'lucide-react'
import type { MapModel } from '../../live/map-model'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { count } from '../../ui/quantities'
import { ButtonLink } from '../frame/button-link'
import { hostsHref } from '../hosts/host-links'
import { nameCover } from './name-cover'

interface SelectionBarProps {
  readonly model: MapModel
  readonly selected: ReadonlySet<string>
  readonly q: string
  readonly onClear: () => void
}

function namesOf(model: MapModel, selected: ReadonlySet<string>): string[] {
  return [...selected].flatMap((id) => model.names[model.places.get(id) ?? -1] ?? [])
}

/** How many hosts are selected, and what can be done with them. */
export function SelectionBar({ model, selected, q, onClear }: SelectionBarProps) {
  const names = namesOf(model, selected)
  if (names.length === 0) return null
  const cover = nameCover(model.names, new Set(names))
  return (
    <section
      aria-label="Selection"
      className="sticky bottom-3 z-10 flex flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-panel px-3 py-2 shadow-float"
    >
      <p role="status" className="mr-auto font-medium">
        {count(names.length, 'host')} selected
      </p>
      {cover === undefined ? (
        <Button size="small" refusal="so many single names fit in no query; select a smaller or closer area">
          Open as list
        </Button>
      ) : (
        <ButtonLink size="small" href={hostsHref(q, cover)}>
          Open as list
        </ButtonLink>
      )}
      <CopyButton text={() => names.toSorted().join('\n')}>Copy names</CopyButton>
      <Button size="small" look="ghost" aria-label="Clear selection" onClick={onClear}>
        <X aria-hidden className="size-3.5" />
      </Button>
    </section>
  )
}

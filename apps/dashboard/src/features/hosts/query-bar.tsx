'use client'

import { parseHostQuery, suggest, type Vocabulary } from '@goherd/host-query'
import { clsx } from 'clsx'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { QueryProblemNote } from './query-problem'

/**
 * Where hosts are asked for in the query language. What is right is applied while it is typed; what is wrong is shown at its place and
 * leaves the list as it is. Completions open with the arrow keys or while typing; Tab or Enter takes the one that is marked.
 */
export function QueryBar({
  q,
  vocabulary,
  onApply,
}: {
  /** What the list shows now. */
  q: string
  vocabulary: Vocabulary
  onApply: (q: string) => void
}) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(q)
  const [applied, setApplied] = useState(q)
  const [cursor, setCursor] = useState<number | null>(null)
  const [marked, setMarked] = useState(-1)
  if (q !== applied) {
    // A link, a preset or the back button asked for something else.
    setApplied(q)
    setText(q)
  }
  const parsed = parseHostQuery(text)
  const offered = cursor === null ? undefined : suggest(text, cursor, vocabulary)
  const items = offered?.items ?? []
  const change = (next: string, at: number) => {
    setText(next)
    setCursor(at)
    setMarked(-1)
    if (!parseHostQuery(next).ok) return
    setApplied(next)
    onApply(next)
  }
  const take = (insert: string) => {
    if (!offered) return
    const wantsMore = /[:=]$/.test(insert)
    const before = `${text.slice(0, offered.from)}${insert}${wantsMore ? '' : ' '}`
    change(before + text.slice(offered.to), before.length)
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = items[marked]
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (cursor === null) setCursor(event.currentTarget.selectionStart ?? text.length)
      else setMarked(nextMark(marked, items.length, event.key === 'ArrowDown' ? 1 : -1))
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) {
      event.preventDefault()
      take(chosen.insert)
    } else if (event.key === 'Enter') setCursor(null)
    else if (event.key === 'Escape' && cursor !== null) {
      event.preventDefault()
      setCursor(null)
    }
  }
  const open = items.length > 0
  return (
    <div className="grid min-w-44 flex-1 basis-full gap-1 md:basis-96">
      <div className="relative">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
        <input
          ref={input}
          type="search"
          role="combobox"
          aria-label="Search hosts"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={marked >= 0 ? `${id}-${marked}` : undefined}
          aria-invalid={parsed.ok ? undefined : true}
          aria-describedby={parsed.ok ? undefined : `${id}-problem`}
          placeholder="state:drifted go:<1.24 label.env=prod"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          value={text}
          onChange={(event) =>
            change(event.target.value, event.target.selectionStart ?? event.target.value.length)
          }
          onKeyDown={onKeyDown}
          onBlur={() => setCursor(null)}
          className="h-8 w-full rounded-md border border-line-strong bg-panel pr-8 pl-8 font-mono text-xs placeholder:text-ink-3 aria-invalid:border-bad-fill"
        />
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1.5 right-2 rounded border border-line px-1.5 font-mono text-[0.6875rem] text-ink-3"
        >
          /
        </kbd>
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label="Completions"
          tabIndex={-1}
          className={clsx(
            'absolute top-9 left-0 z-20 max-h-72 w-full max-w-96 overflow-auto rounded-md border border-line-strong bg-panel py-1 shadow-lg',
            !open && 'hidden',
          )}
        >
          {items.map(({ insert, says }, index) => (
            <div
              key={insert}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === marked}
              tabIndex={-1}
              // Before the text field loses the focus, which closes the list.
              onPointerDown={(event) => {
                event.preventDefault()
                take(insert)
              }}
              className="flex cursor-pointer gap-3 px-2.5 py-1 text-xs hover:bg-inset aria-selected:bg-inset"
            >
              <span className="font-mono text-ink">{insert}</span>
              <span className="truncate text-ink-3">{says}</span>
            </div>
          ))}
        </div>
      </div>
      {!parsed.ok && <QueryProblemNote id={`${id}-problem`} text={text} problem={parsed.problem} />}
    </div>
  )
}

/** The next one of a list that goes round, with a place in between where none is marked. */
export function nextMark(marked: number, count: number, step: 1 | -1): number {
  const places = count + 1
  return ((marked + 1 + step + places) % places) - 1
}

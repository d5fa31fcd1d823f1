import { useState } from 'react'
import { usePageShortcuts } from '../palette/page-registry'
import { extended, NOTHING, rowAfter, type Selection, toggled } from './selection'

/** Marks of a list that belong to what is asked for: what asks for other hosts begins without any. */
interface Marks {
  readonly of: string
  readonly selection: Selection
  /** Where a stretch begins. */
  readonly anchor: string | undefined
}

/** The id of a host's row in the page. */
export function rowId(name: string): string {
  return `host-row-${name}`
}

/** The browser brings what has the focus into view. */
function focusRow(name: string): void {
  requestAnimationFrame(() => document.getElementById(rowId(name))?.querySelector('a')?.focus())
}

/**
 * The marked rows of a list and the row that the keys are at: `j` and `k` go down and up, `x` marks, `X` marks up to here. The link
 * of the row has the focus, so that Enter opens the host and a screen reader says which one it is.
 * @param q what the list is narrowed by
 * @param loaded the names in the list, in its order
 */
export function useRowKeys(q: string, loaded: readonly string[]) {
  const [marks, setMarks] = useState<Marks>({ of: q, selection: NOTHING, anchor: undefined })
  const [current, setCurrent] = useState<string>()
  const selection = marks.of === q ? marks.selection : NOTHING
  const anchor = marks.of === q ? marks.anchor : undefined
  const select = (next: Selection, from?: string) => setMarks({ of: q, selection: next, anchor: from })
  const mark = (name: string, { stretch = false }: { readonly stretch?: boolean } = {}) => {
    setCurrent(name)
    if (stretch) select(extended(selection, { from: anchor, to: name }, loaded), anchor ?? name)
    else select(toggled(selection, name, loaded), name)
  }
  const go = (step: 1 | -1) => () => {
    const next = rowAfter(current, step, loaded)
    setCurrent(next)
    if (next !== undefined) focusRow(next)
  }
  const here = current !== undefined && loaded.includes(current) ? current : undefined
  usePageShortcuts([
    { key: 'j', label: 'Next host', run: go(1) },
    { key: 'k', label: 'Host before', run: go(-1) },
    { key: 'x', label: 'Mark the host', run: () => here !== undefined && mark(here) },
    { key: 'X', label: 'Mark up to here', run: () => here !== undefined && mark(here, { stretch: true }) },
    { key: 'Enter', label: 'Open the host' },
    ...(selection === NOTHING && here === undefined
      ? []
      : [
          {
            key: 'Escape',
            label: 'Clear the marks',
            run: () => {
              select(NOTHING)
              setCurrent(undefined)
            },
          },
        ]),
  ])
  return {
    selection,
    current: here,
    mark,
    markAll: (total: number) => select({ kind: 'all', total }),
    markLoaded: () => select({ kind: 'some', names: new Set(loaded) }),
    clear: () => select(NOTHING),
  }
}

export type RowKeys = ReturnType<typeof useRowKeys>

'use client'

import { clsx } from 'clsx'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { Button } from '../../ui/button'

const VIEWS = ['form', 'yaml'] as const
type View = (typeof VIEWS)[number]
const WORDS: Readonly<Record<View, string>> = { form: 'Form', yaml: 'YAML' }

const as = parseAsStringLiteral(VIEWS).withDefault('form').withOptions({ history: 'push' })

/** How the desired state is written, as the address says. YAML that cannot be read is not left: the form could not show it. */
export function useDesiredView(wrong: string | undefined) {
  const [asked, setView] = useQueryState('as', as)
  const view: View = wrong === undefined ? asked : 'yaml'
  return { view, setView: (next: View) => void setView(next), wrong }
}

/** Form or YAML: two ways to write the same. What was typed in one is there in the other. */
export function ViewSwitch({ view, setView, wrong }: ReturnType<typeof useDesiredView>) {
  return (
    <fieldset className="flex w-fit min-w-0 gap-0.5 rounded-md bg-inset p-0.5">
      <legend className="sr-only">Write the desired state as</legend>
      {VIEWS.map((name) => (
        <Button
          key={name}
          size="small"
          look="ghost"
          aria-pressed={view === name}
          refusal={view === name ? undefined : wrong}
          onClick={() => setView(name)}
          className={clsx(view === name && 'border-line-strong bg-panel text-ink')}
        >
          {WORDS[name]}
        </Button>
      ))}
    </fieldset>
  )
}

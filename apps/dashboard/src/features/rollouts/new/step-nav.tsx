import { clsx } from 'clsx'
import { Check, TriangleAlert } from 'lucide-react'
import { STEPS, type StepName } from './draft-request'

const WORDS: Readonly<Record<StepName, string>> = { what: 'What', where: 'Where', how: 'How', plan: 'Plan' }

interface StepNavProps {
  readonly step: StepName
  /** The first step that needs another look. */
  readonly wrong: StepName | undefined
  readonly onGo: (step: StepName) => void
}

function Mark({ number, isPast, isWrong }: { number: number; isPast: boolean; isWrong: boolean }) {
  if (isWrong && isPast) return <TriangleAlert aria-hidden className="size-3.5 text-warn" />
  return isPast ? <Check aria-hidden className="size-3.5 text-ok" /> : <span aria-hidden>{number}</span>
}

/** The four steps, each a click away. */
export function StepNav({ step, wrong, onGo }: StepNavProps) {
  const here = STEPS.indexOf(step)
  return (
    <nav aria-label="Steps">
      <ol className="flex flex-wrap items-center gap-1.5">
        {STEPS.map((name, index) => (
          <li key={name} className="flex items-center gap-1.5">
            {index > 0 && <span aria-hidden className="hidden h-px w-5 bg-line-strong sm:block" />}
            <button
              type="button"
              aria-current={name === step ? 'step' : undefined}
              onClick={() => onGo(name)}
              className={clsx(
                'inline-flex h-8 items-center gap-2 rounded-full border px-3 font-medium',
                name === step ? 'border-ink text-ink' : 'border-line text-ink-2 hover:border-line-strong',
              )}
            >
              <span className="grid min-w-3.5 place-items-center text-ink-3 text-xs">
                <Mark number={index + 1} isPast={index < here} isWrong={name === wrong} />
              </span>
              {WORDS[name]}
              {name === wrong && index < here && <span className="sr-only">, needs another look</span>}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}

import type { SourceTest } from '@goherd/protocol'
import { CircleCheck, CircleX } from 'lucide-react'

const WORDS: Readonly<Record<SourceTest['steps'][number]['step'], string>> = {
  reach: 'Reach it',
  catalogue: 'Read its catalogue',
  archive: 'Find an archive',
  digest: 'Compare its bytes',
}

/** What a test tried, up to the first step that failed, and what to do about that. */
export function SourceSteps({ name, test }: { name: string; test: SourceTest }) {
  return (
    <div role="status" className="grid gap-1.5 rounded-md bg-inset px-4 py-3">
      <p className="font-medium">{test.ok ? `${name} works.` : `${name} does not work.`}</p>
      <ol aria-label={`Steps of the test of ${name}`} className="grid gap-1.5">
        {test.steps.map(({ step, ok, says, hint, ms }) => {
          const Icon = ok ? CircleCheck : CircleX
          return (
            <li key={step} className="flex items-start gap-2">
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${ok ? 'text-ok' : 'text-bad'}`} />
              <span className="min-w-0 break-words">
                <span className="font-medium">
                  {WORDS[step]}: {ok ? 'ok' : 'failed'}.
                </span>{' '}
                {says} <span className="text-ink-3 text-xs">{ms} ms</span>
                {hint !== null && <span className="block text-ink-2">{hint}</span>}
              </span>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

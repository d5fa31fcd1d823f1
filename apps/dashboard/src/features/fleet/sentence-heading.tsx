import type { FleetStatus } from '@goherd/protocol'
import { clsx } from 'clsx'
import Link from 'next/link'
import { fleetSentence } from './fleet-sentence'

const TONES = { warn: 'text-warn', bad: 'text-bad', quiet: 'text-ink-3' } as const

/** The state of the fleet in a sentence; each number leads to the hosts it counts. */
export function SentenceHeading({ status }: { status: FleetStatus }) {
  const parts = fleetSentence(status)
  return (
    <p
      aria-live="polite"
      data-testid="fleet-sentence"
      className="max-w-4xl text-balance font-medium text-[1.375rem] text-ink-2 leading-8 tracking-[-0.02em] sm:text-2xl sm:leading-9"
    >
      {parts.map(({ text, href, tone }, index) =>
        href === undefined ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a comma is only its place
          <span key={index}>{text}</span>
        ) : (
          <Link
            prefetch={false}
            key={href + text}
            href={href}
            className={clsx(
              'underline decoration-1 decoration-line-strong underline-offset-[5px] hover:decoration-current',
              tone === undefined ? 'text-ink' : TONES[tone],
            )}
          >
            {text}
          </Link>
        ),
      )}
    </p>
  )
}

import { HOST_STATES } from '@goherd/model'
import type { GroupView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { STATE_LOOKS } from '../../ui/state-badge'

/** How many hosts of a group are in which state: icon, number, and the word for those who need it. */
export function HostCounts({ byState }: { byState: GroupView['hosts']['byState'] }) {
  return (
    <ul className="flex flex-wrap gap-x-3">
      {HOST_STATES.filter((state) => (byState[state] ?? 0) > 0).map((state) => {
        const { word, icon: Icon, text } = STATE_LOOKS[state]
        return (
          <li key={state} title={word} className={clsx('inline-flex items-center gap-1', text)}>
            <Icon aria-hidden className="size-3.5" strokeWidth={2.25} />
            {byState[state]}
            <span className="text-xs">{word.toLowerCase()}</span>
          </li>
        )
      })}
    </ul>
  )
}

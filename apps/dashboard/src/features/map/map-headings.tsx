import Link from 'next/link'
import { formatCount } from '../../ui/quantities'
import { hostsHref } from '../hosts/host-links'
import type { MapScene } from './map-scene'

/** The name of each group above its squares, leading to its hosts. */
export function MapHeadings({ scene: { layout, grouping }, q }: { scene: MapScene; q: string }) {
  if (!layout.headings) return null
  return (
    <ul aria-label="Groups of the map">
      {layout.blocks.map(({ group, x, y, width }) => {
        const about = grouping.groups[group]
        if (!about) return null
        return (
          <li
            key={about.key}
            className="absolute flex items-baseline gap-1.5 overflow-hidden whitespace-nowrap text-xs"
            style={{ left: x, top: y - 21, width }}
          >
            {about.q === null ? (
              <span className="truncate text-ink-2">{about.word}</span>
            ) : (
              <Link
                prefetch={false}
                href={hostsHref(q, about.q)}
                className="truncate font-medium text-ink-2 hover:underline"
              >
                {about.word}
              </Link>
            )}
            <span className="text-ink-3">{formatCount(about.hosts)}</span>
          </li>
        )
      })}
    </ul>
  )
}

import Link from 'next/link'
import { formatCount } from '../../ui/quantities'
import { Table, Td, Th } from '../../ui/table'
import { hostsHref } from '../hosts/host-links'
import { countSquares } from './map-counts'
import { LookSwatch } from './map-legend'
import type { MapScene } from './map-scene'

function Amount({ amount, conditions }: { amount: number; conditions: readonly (string | null)[] }) {
  if (amount === 0) return <span className="text-ink-3">0</span>
  const known = conditions.filter((condition) => condition !== null)
  if (known.length < conditions.length) return formatCount(amount)
  return (
    <Link prefetch={false} href={hostsHref(...known)} className="hover:underline">
      {formatCount(amount)}
    </Link>
  )
}

/** The map in numbers: groups against what the squares mean, each number leading to its hosts. */
export function MapTable({
  scene: { grouping, fill },
  q,
  heading,
}: {
  scene: Pick<MapScene, 'grouping' | 'fill'>
  q: string
  heading: string
}) {
  const { looks, rows } = countSquares(grouping, fill)
  return (
    <div className="max-h-[32rem] overflow-y-auto">
      <Table label="Hosts of the map">
        <thead>
          <tr>
            <Th>{heading}</Th>
            {looks.map((look) => (
              <Th key={look.key} className="text-right">
                <span className="inline-flex items-center gap-1.5">
                  <LookSwatch look={look} />
                  {look.word}
                </span>
              </Th>
            ))}
            <Th className="text-right">All</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ group, amounts }) => (
            <tr key={group.key}>
              <th scope="row" className="h-9 border-line border-t px-4 text-left font-medium">
                {group.word}
              </th>
              {looks.map((look, place) => (
                <Td key={look.key} className="text-right">
                  <Amount amount={amounts[place] ?? 0} conditions={[q, group.q, look.q]} />
                </Td>
              ))}
              <Td className="text-right">
                <Amount amount={group.hosts} conditions={[q, group.q]} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

'use client'

import type { FleetSample } from '@goherd/protocol'
import { useState } from 'react'
import { formatCount } from '../../ui/quantities'
import { STATE_LOOKS } from '../../ui/state-badge'
import { Table, Td, Th } from '../../ui/table'
import { TimeAgo } from '../../ui/time-ago'
import { BANDS, forReading } from './history-shape'

const AT_MOST = 48

/** The chart in numbers, for who can't or would not read a drawing. Made when it is opened. */
export function HistoryTable({ samples }: { samples: readonly FleetSample[] }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit text-ink-2 text-xs hover:underline">The same in numbers</summary>
      {isOpen && (
        <div className="mt-2 max-h-72 overflow-y-auto">
          <Table label="Drift over time in numbers">
            <thead>
              <tr>
                <Th>When</Th>
                <Th className="text-right">Hosts</Th>
                {BANDS.map((band) => (
                  <Th key={band} className="text-right">
                    {STATE_LOOKS[band].word}
                  </Th>
                ))}
              </tr>
            </thead>
            <tbody>
              {forReading(samples, AT_MOST).map((sample) => (
                <tr key={sample.at}>
                  <Td>
                    <TimeAgo at={sample.at} />
                  </Td>
                  <Td className="text-right">{formatCount(sample.total)}</Td>
                  {BANDS.map((band) => (
                    <Td key={band} className="text-right">
                      {formatCount(sample[band])}
                    </Td>
                  ))}
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
    </details>
  )
}

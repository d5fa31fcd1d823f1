import type { DrillView, drillSchedules } from '@goherd/protocol'
import type { z } from 'zod'
import { describeAge, describeDuration } from '../duration.js'
import type { Style } from '../output.js'
import { printable } from './printable.js'
import { type Column, renderTable } from './table.js'

type Schedule = z.infer<typeof drillSchedules>['schedules'][number]

const took = (ms: number | null) => (ms === null ? '–' : describeDuration(ms))

/** How a drill ended. */
export function drillText({ host, group, state, from, to, backMs, forthMs, says }: DrillView): string {
  if (state !== 'passed')
    return `The drill on ${host} of ${group} ${state === 'failed' ? 'failed' : 'runs'}: ${printable(says)}`
  return `${host} of ${group} went from ${from} back to ${to} in ${took(backMs)}, and forth again in ${took(forthMs)}.`
}

/** Drills as a table, in the order given. */
export function drillsTable(drills: readonly DrillView[], style: Style): string {
  if (drills.length === 0) return 'No drill yet. Hold one: goherd drill run --group NAME'
  const columns: readonly Column<DrillView>[] = [
    { title: 'WHEN', text: (d) => describeAge(d.startedAt, style.now) },
    { title: 'GROUP', text: (d) => d.group, flexible: true },
    { title: 'HOST', text: (d) => d.host, flexible: true },
    {
      title: 'STATE',
      text: (d) => d.state,
      paint: (d) =>
        d.state === 'failed' ? style.palette.bad : d.state === 'passed' ? style.palette.good : undefined,
    },
    { title: 'BACK', text: (d) => took(d.backMs), align: 'right' },
    { title: 'FORTH', text: (d) => took(d.forthMs), align: 'right' },
    { title: 'WHAT', text: (d) => d.says, flexible: true },
  ]
  return renderTable(columns, drills, style)
}

/** How often groups rehearse by themselves. */
export function schedulesTable(schedules: readonly Schedule[], style: Style): string {
  if (schedules.length === 0) return 'No group rehearses by itself.'
  const columns: readonly Column<Schedule>[] = [
    { title: 'GROUP', text: (s) => s.group, flexible: true },
    { title: 'EVERY', text: (s) => (s.everyDays === null ? 'never' : `${s.everyDays} d`), align: 'right' },
    { title: 'NEXT', text: (s) => (s.nextAt === null ? '–' : describeAge(s.nextAt, style.now)) },
  ]
  return renderTable(columns, schedules, style)
}

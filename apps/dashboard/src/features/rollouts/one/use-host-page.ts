import type { ProgressName } from '@goherd/protocol'
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs'
import type { RolloutHostsQuery } from '../../../api/answers'
import { PROGRESS_ORDER } from '../progress-looks'

/** Hosts on one page of the table. */
export const PAGE_SIZE = 50

const address = {
  progress: parseAsStringLiteral(PROGRESS_ORDER),
  stage: parseAsInteger,
  page: parseAsInteger.withDefault(1),
}

/** Which hosts the table shows, kept in the address. `stage` counts from 1 there, as people do. */
export interface HostPage {
  readonly progress: ProgressName | null
  readonly stage: number | null
  readonly page: number
}

/** The filters of the host table. Another filter begins at the first page. */
export function useHostPage() {
  const [values, set] = useQueryStates(address)
  const filter = (change: Partial<Pick<HostPage, 'progress' | 'stage'>>) => void set({ ...change, page: 1 })
  const goTo = (page: number) => void set({ page })
  return { values, filter, goTo }
}

/** What the server is asked for. */
export function toHostsQuery({ progress, stage, page }: HostPage): RolloutHostsQuery {
  return {
    offset: (Math.max(1, page) - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
    ...(progress === null ? {} : { progress }),
    ...(stage === null || stage < 1 ? {} : { stage: stage - 1 }),
  }
}

/** `1–50 of 1,234`; the first and last number of a page, and whether there are more on either side. */
export function pageOf({ page }: HostPage, total: number) {
  const first = (Math.max(1, page) - 1) * PAGE_SIZE
  const last = Math.min(total, first + PAGE_SIZE)
  return { first: total === 0 ? 0 : first + 1, last, hasBefore: first > 0, hasAfter: last < total }
}

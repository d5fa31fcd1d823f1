import type { HostPolicy } from '@goherd/model'
import type { GroupView } from '@goherd/protocol'
import { type DesiredChange, toSetDesired } from './diff-desired'
import { type SettingRow, toRows } from './settings-draft'

/** A change of a group on its way to the page that rolls it out in stages. */
export interface StagedChange {
  readonly address: string
  readonly rows: readonly SettingRow[]
  readonly unset: readonly string[]
  readonly policy: HostPolicy | null
}

/** Takes a change of a group to a new rollout: the release in the address, settings, which may hold secrets, beside it. */
export function stagedChange(
  group: Pick<GroupView, 'name'>,
  changes: readonly DesiredChange[],
  policy: HostPolicy,
): StagedChange {
  const request = toSetDesired(changes, { reason: '', expectedRevision: null, policy })
  const address = new URLSearchParams({ groups: group.name })
  if (request.go !== undefined) address.set('go', request.go)
  if (changes.length > 0) address.set('step', 'how')
  return {
    address: `/rollouts/new?${address}`,
    rows: toRows(request.settings ?? {}),
    unset: request.unset ?? [],
    policy: request.policy ?? null,
  }
}

import type { GoSettings, HostPolicy } from '@goherd/model'
import type { RolloutRequest } from '@goherd/protocol'
import { rowError, type SettingRow, toSettings } from '../../groups/settings-draft'

/** What a rollout changes besides the release. Settings may hold secrets, so this never stands in the address. */
export interface ChangeDraft {
  readonly rows: readonly SettingRow[]
  readonly unset: readonly string[]
  /** Replaces the whole policy of each group; null leaves it. */
  readonly policy: HostPolicy | null
}

export const NO_CHANGE: ChangeDraft = { rows: [], unset: [], policy: null }

/** Where a rollout leads to, as it is typed. */
export interface Target {
  readonly kind: 'release' | 'revision'
  readonly go: string
  readonly revision: number | null
}

/** The change as a request has it; undefined while it says nothing. */
export function toChange(target: Target, draft: ChangeDraft): RolloutRequest['change'] | undefined {
  if (target.kind === 'revision') return target.revision === null ? undefined : { revision: target.revision }
  const settings: GoSettings = toSettings(draft.rows)
  const change = {
    ...(target.go.trim() === '' ? {} : { go: target.go.trim() }),
    ...(draft.rows.length === 0 ? {} : { settings }),
    ...(draft.unset.length === 0 ? {} : { unset: [...draft.unset] }),
    ...(draft.policy === null ? {} : { policy: draft.policy }),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

/** Whether some setting can't be sent as it stands. */
export function hasWrongRow({ rows }: ChangeDraft): boolean {
  return rows.some((row) => rowError(row, {}) !== undefined)
}

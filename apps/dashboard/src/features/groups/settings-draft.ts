import { describeSettingRefusal, type GoSettings, MANAGED_SETTINGS, refuseSetting } from '@goherd/model'

/** One row of the settings editor. */
export interface SettingRow {
  readonly name: string
  readonly value: string
}

/** The rows for settings, by name. */
export function toRows(settings: GoSettings): SettingRow[] {
  return Object.entries(settings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }))
}

/** The settings that rows stand for. */
export function toSettings(rows: readonly SettingRow[]): GoSettings {
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** The settings that no row has yet. */
export function unusedNames(rows: readonly SettingRow[]): string[] {
  return MANAGED_SETTINGS.filter((name) => rows.every((row) => row.name !== name))
}

/** What is wrong with a row, measured against what the group has; undefined when nothing is. */
export function rowError(row: SettingRow, current: GoSettings): string | undefined {
  const refusal = refuseSetting(row.name, row.value)
  if (refusal) return describeSettingRefusal(refusal)
  // What the server masked was never seen here: changed around the mask, the secret would be lost.
  if (row.value.includes('•••') && row.value !== current[row.name])
    return 'the hidden part would be lost; write the whole value anew'
  return undefined
}

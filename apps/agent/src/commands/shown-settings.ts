import { type GoSettings, maskSetting } from '@goherd/model'

/** The settings as they may be shown: what looks like a credential is masked unless it was asked for. */
export function shownSettings(settings: GoSettings, secrets: boolean): GoSettings {
  if (secrets) return settings
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, maskSetting(value)]))
}

/** As one line: `GOFLAGS=-mod=mod GOPROXY=direct`. */
export function settingsLine(settings: GoSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

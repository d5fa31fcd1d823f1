import { type GoSettings, maskSetting } from '@goherd/model'

/** Settings as they may be shown: credentials in URLs hidden. */
export function maskedSettings(settings: GoSettings): GoSettings {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, maskSetting(value)]))
}

/** The same on one line. */
export function describeSettings(settings: GoSettings): string {
  return Object.entries(maskedSettings(settings))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

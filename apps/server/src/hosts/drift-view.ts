import {
  type Drift,
  describeDrift,
  describeFoundGo,
  type EffectiveCause,
  fixEffective,
  maskSetting,
  type ObservedLink,
} from '@goherd/model'
import type { DriftView } from '@goherd/protocol'

/** A drift as pages show it: the sentence, and both sides as short texts with credentials hidden. */
export function driftView(drift: Drift): DriftView {
  const fix = drift.kind === 'effective' ? { fix: fixEffective(drift.cause) } : {}
  return { kind: drift.kind, reason: describeDrift(drift), ...sides(drift), ...fix }
}

function sides(drift: Drift): { expected: string; found: string } {
  switch (drift.kind) {
    case 'version':
      return { expected: drift.expected, found: drift.found ?? 'none' }
    case 'link':
      return { expected: `releases/${drift.expected}`, found: linkText(drift.found) }
    case 'settings':
      return {
        expected: settingText(drift.name, drift.expected),
        found: settingText(drift.name, drift.found),
      }
    case 'bytes':
      return {
        expected: 'as installed',
        found: `${drift.count} ${drift.count === 1 ? 'file' : 'files'} changed`,
      }
    case 'effective':
      return effectiveSides(drift.cause)
  }
}

function effectiveSides(cause: EffectiveCause): { expected: string; found: string } {
  switch (cause.kind) {
    case 'shadowed':
      return { expected: "Goherd's go", found: describeFoundGo(cause.go) }
    case 'not-on-path':
      return { expected: "Goherd's go", found: 'no go on PATH' }
    case 'goroot':
      return { expected: 'GOROOT not exported', found: `GOROOT=${cause.value}` }
    case 'override':
      return {
        expected: settingText(cause.override.name, cause.wanted),
        found: settingText(cause.override.name, cause.override.value),
      }
    case 'workspace':
      return { expected: cause.active, found: `${cause.wants} in ${cause.path}` }
  }
}

function linkText(link: ObservedLink): string {
  switch (link.kind) {
    case 'managed':
      return `releases/${link.release}`
    case 'missing':
      return 'no link'
    case 'foreign':
    case 'dangling':
      return link.target
    case 'not-a-link':
      return 'not a link'
  }
}

function settingText(name: string, value: string | null): string {
  return value === null ? `${name} not set` : `${name}=${maskSetting(value)}`
}

import { isReleaseVersion, parseGoVersion } from '@goherd/model'
import type { VersionField, VersionKey } from './query.js'

/** Place of a Go version's last part: a bare `go1.22` names the language and comes before everything of its line. */
const RANK = { language: 0, beta: 1, rc: 2, release: 3 } as const

const AGENT = /^v?(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8})(-[0-9a-z.-]+)?)?)?$/

/**
 * The whole key of a release or agent version as a host reports it, in the order of versions: four numbers. Undefined when it has no
 * place in that order. A pre-release of an agent comes before its release, and equals the other pre-releases.
 */
export function keyOfVersion(field: VersionField, version: string): VersionKey | undefined {
  if (field !== 'agent') return version.startsWith('go') ? goKey(version) : undefined
  const [, major, minor, patch, pre] = AGENT.exec(version) ?? []
  if (patch === undefined || version.startsWith('v')) return undefined
  return [Number(major), Number(minor), Number(patch), pre === undefined ? 1 : 0]
}

/**
 * The key of a version as a person writes it: `1.22` and `go1.22` are the line, `1.22.12` and `go1.20` a release, `0.2` all of
 * 0.2. Undefined when it is none.
 */
export function readVersion(field: VersionField, written: string): VersionKey | undefined {
  return field === 'agent' ? readAgent(written) : readGo(written)
}

/** Below zero when a host's version is older than the asked one, zero when the asked one stands for it. */
export function compareToKey(version: VersionKey, asked: VersionKey): number {
  for (const [index, part] of asked.entries()) {
    const difference = (version[index] ?? 0) - part
    if (difference !== 0) return difference
  }
  return 0
}

function goKey(name: string): VersionKey | undefined {
  const version = parseGoVersion(name)
  if (!version) return undefined
  const { major, minor, patch, pre } = version
  if (pre) return [major, minor, RANK[pre.kind], pre.number]
  if (patch !== undefined) return [major, minor, RANK.release, patch]
  return [major, minor, isReleaseVersion(version) ? RANK.release : RANK.language, 0]
}

function readGo(written: string): VersionKey | undefined {
  const key = written.length > 32 ? undefined : goKey(written)
  if (!key) return undefined
  const digits = written.replace(/^go/, '')
  if (/^\d+$/.test(digits)) return key.slice(0, 1)
  const isLine = /^\d+\.\d+$/.test(digits)
  const namesRelease = written !== digits && key[2] === RANK.release
  return isLine && !namesRelease ? key.slice(0, 2) : key
}

function readAgent(written: string): VersionKey | undefined {
  const [whole, major, minor, patch, pre] = AGENT.exec(written) ?? []
  if (whole === undefined) return undefined
  const given = [major, minor, patch].filter((part) => part !== undefined).map(Number)
  return patch === undefined ? given : [...given, pre === undefined ? 1 : 0]
}

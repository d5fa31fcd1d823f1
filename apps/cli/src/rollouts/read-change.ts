import type { RolloutRequest } from '@goherd/protocol'
import { usageFailure } from '../cli-failure.js'
import { type PolicyChange, readPolicy } from '../read-policy.js'
import { readSettings } from '../read-settings.js'

type Change = RolloutRequest['change']

/** The options that say what groups are to have, as typed. */
export interface ChangeOptions {
  readonly go?: string | undefined
  readonly revision?: string | undefined
  readonly set?: readonly string[] | undefined
  readonly unset?: readonly string[] | undefined
  readonly toolchain?: string | undefined
  readonly keep?: string | undefined
  readonly drain?: string | undefined
  readonly drift?: string | undefined
  readonly agent?: string | undefined
}

/** What is to change. A policy is sent whole, so its changes have to be made to the one that is there first. */
export interface ReadChange {
  readonly change: Change
  readonly policy: readonly PolicyChange[]
}

const TOOLCHAINS = ['local', 'path', 'auto']

/** Reads what groups are to have. Throws a usage failure that names the option. */
export function readChange(given: ChangeOptions): ReadChange {
  const policy = readPolicy(given)
  const settings = settingsOf(given)
  const change = {
    ...(given.go === undefined ? {} : { go: given.go }),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
    ...(given.unset === undefined ? {} : { unset: [...given.unset] }),
  }
  const isEmpty = Object.keys(change).length === 0 && policy.length === 0
  if (given.revision === undefined && !isEmpty) return { change, policy }
  if (given.revision === undefined) {
    throw usageFailure(
      'there is nothing to roll out',
      'Give --go 1.23, --set NAME=VALUE, --unset NAME, --keep N, or --revision NUMBER.',
    )
  }
  if (isEmpty) return { change: { revision: revisionOf(given.revision) }, policy: [] }
  throw usageFailure(
    '--revision is a whole state already',
    'Leave out --go, --set and the like, or --revision.',
  )
}

function settingsOf({ set = [], toolchain }: ChangeOptions): Record<string, string> {
  const settings = readSettings(set, '--set')
  if (toolchain === undefined) return settings
  if (!TOOLCHAINS.includes(toolchain)) {
    throw usageFailure(`--toolchain ${toolchain} is not possible`, 'Give --toolchain local, path or auto.')
  }
  return { ...settings, GOTOOLCHAIN: toolchain }
}

function revisionOf(text: string): number {
  const revision = Number(text)
  if (Number.isInteger(revision) && revision > 0) return revision
  throw usageFailure(
    `--revision ${text} is no revision`,
    'Give a number from goherd groups history, such as --revision 12.',
  )
}

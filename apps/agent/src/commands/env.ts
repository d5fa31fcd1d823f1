import { type GoSettings, observedRelease, parseGoEnv } from '@goherd/model'
import type { Command } from 'commander'
import { changeHere } from '../change-here.js'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { readManifest } from '../disk/installed.js'
import type { Layout } from '../disk/layout.js'
import { observeRoot } from '../observe-root.js'
import { sayData, table } from '../say.js'
import { shownSettings } from './shown-settings.js'

interface EnvFlags extends CommonFlags {
  readonly showSecrets?: boolean
}

/** `env`, `env set` and `env unset`: the settings of the active release, for all users. */
export function addEnv(program: Command): void {
  const env = command(program, 'env', 'the Go settings of the active release, and where each comes from')
    .option('--show-secrets', 'show what looks like a credential in full')
    .action((flags: EnvFlags) =>
      carryOut(flags, (layout, json) => envCommand(layout, flags.showSecrets ?? false, json)),
    )
  command(env, 'set <name=value...>', 'change settings; the ones that are not named stay').action(
    // The flags that set and env have in common are read by env, wherever they stand.
    (pairs: string[], _: CommonFlags, set: Command) =>
      carryOut(set.optsWithGlobals(), (layout, json) => change(layout, readPairs(pairs), [], json)),
  )
  command(env, 'unset <name...>', 'let settings be as released again').action(
    (names: string[], _: CommonFlags, unset: Command) =>
      carryOut(unset.optsWithGlobals(), (layout, json) => change(layout, {}, names, json)),
  )
}

async function envCommand(layout: Layout, secrets: boolean, json: boolean): Promise<void> {
  const observed = await observeRoot(layout)
  const release = observedRelease(observed)
  if (release === null) throw nothingActive()
  const released = parseGoEnv(readManifest(layout, release).goEnv ?? '')
  const rows = listSettings(released, observed.settings, release).map((row) => ({
    ...row,
    value: shownSettings({ [row.name]: row.value }, secrets)[row.name] ?? '',
  }))
  const text =
    rows.length === 0
      ? `${release} has no settings of its own: go's defaults apply. Change one: goherd-agent env set GOPROXY=direct`
      : table(
          ['NAME', 'VALUE', 'FROM'],
          rows.map(({ name, value, from }) => [name, value, from]),
        )
  sayData(json, rows, text)
}

/** Each setting of a release once, with what it comes from. Pure. */
export function listSettings(
  released: GoSettings,
  changed: GoSettings,
  release: string,
): readonly { readonly name: string; readonly value: string; readonly from: string }[] {
  const names = [...new Set([...Object.keys(released), ...Object.keys(changed)])].sort()
  return names.map((name) => {
    const own = changed[name]
    const asReleased = { name, value: released[name] ?? '', from: 'as released' }
    return own === undefined ? asReleased : { name, value: own, from: `go.env of ${release}` }
  })
}

/** Reads `NAME=VALUE`. Throws `bad_setting`. Pure. */
export function readPairs(pairs: readonly string[]): GoSettings {
  return Object.fromEntries(
    pairs.map((pair) => {
      const end = pair.indexOf('=')
      if (end > 0) return [pair.slice(0, end), pair.slice(end + 1)]
      throw new AgentError({
        code: 'bad_setting',
        message: `"${pair}" is not a setting`,
        hint: 'Write it as NAME=VALUE, such as GOPROXY=https://proxy.example.com,direct.',
      })
    }),
  )
}

async function change(
  layout: Layout,
  set: GoSettings,
  unset: readonly string[],
  json: boolean,
): Promise<void> {
  const { release, changed } = await changeHere(layout, { kind: 'set-env', set, unset })
  const settings = shownSettings((await observeRoot(layout)).settings, false)
  const what = [...Object.keys(set), ...unset].join(', ')
  const text = changed
    ? `${what} changed for ${release}; builds that start now use it`
    : `${what} was so already`
  sayData(json, { release, changed, settings }, text)
}

function nothingActive(): AgentError {
  return new AgentError({
    code: 'nothing_active',
    message: 'no release is active on this host',
    hint: 'Make one active first: goherd-agent use, or goherd-agent install.',
  })
}

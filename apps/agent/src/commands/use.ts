import { readsGoEnv, resolveRelease } from '@goherd/model'
import type { Command } from 'commander'
import { changeHere } from '../change-here.js'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { type Layout, treeOf } from '../disk/layout.js'
import { observeRoot } from '../observe-root.js'
import { sayData } from '../say.js'

/** `use VERSION`: makes a release that is on this host the active one. No server is needed. */
export function addUse(program: Command): void {
  command(program, 'use <version>', 'make a release of this host the active one: go1.22.12 or 1.22').action(
    (version: string, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => useCommand(layout, version, json)),
  )
}

async function useCommand(layout: Layout, asked: string, json: boolean): Promise<void> {
  const { installed, settings } = await observeRoot(layout)
  const release = chooseRelease(
    asked,
    installed.map((r) => r.release),
  )
  const { changed } = await changeHere(layout, { kind: 'use', release })
  const resolved = isNamed(asked, release) ? '' : ` (the newest ${asked} on this host)`
  const lost = readsGoEnv(release) ? [] : Object.keys(settings)
  const without =
    lost.length === 0 ? '' : `\n${release} does not read go.env: ${lost.join(', ')} does not apply to it`
  const state = changed ? 'is active' : 'was active already'
  sayData(
    json,
    { release, changed, path: treeOf(layout, release) },
    `${release}${resolved} ${state}${without}`,
  )
}

/** Does what a person wrote name this very release? */
export function isNamed(asked: string, release: string): boolean {
  return asked.replace(/^go/, '') === release.replace(/^go/, '')
}

/** The release a person means, of those on the host. Throws `bad_version` or `release_not_here`. */
export function chooseRelease(asked: string, installed: readonly string[]): string {
  const found = resolveRelease(
    asked,
    installed.map((name) => ({ name, stable: true })),
  )
  switch (found.kind) {
    case 'exact':
    case 'resolved':
      return found.release
    case 'malformed':
      throw new AgentError({
        code: 'bad_version',
        message: `"${asked}" is not the name of a Go release`,
        hint: 'Write it as go1.22.12, or as 1.22 for the newest of that line.',
      })
    case 'unknown':
      throw new AgentError({
        code: 'release_not_here',
        message: `${asked} is not on this host${installed.length === 0 ? '' : `; here are ${installed.join(', ')}`}`,
        hint: `Fetch it: goherd-agent install ${asked}.`,
      })
  }
}

/** The one release that is meant where a mistake cannot be taken back: a line will do only when one release of it is here. */
export function chooseExactly(asked: string, installed: readonly string[]): string {
  const release = chooseRelease(asked, installed)
  const others = installed.filter(
    (name) => name !== release && name.startsWith(`go${asked.replace(/^go/, '')}.`),
  )
  if (others.length === 0 || isNamed(asked, release)) return release
  throw new AgentError({
    code: 'version_ambiguous',
    message: `${asked} could be ${[release, ...others].join(' or ')}`,
    hint: `Name one of them: ${release}.`,
  })
}

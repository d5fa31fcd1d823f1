import { resolveRelease } from '@goherd/model'
import { changeHere } from '../change-here.js'
import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { observeRoot } from '../observe-root.js'
import { sayData } from '../say.js'

/** `use VERSION`: makes a release that is on this host the active one. No server is needed. */
export async function useCommand(layout: Layout, asked: string, json: boolean): Promise<void> {
  const { installed } = await observeRoot(layout)
  const names = installed.map((r) => r.release)
  const release = chooseRelease(asked, names)
  const { changed } = await changeHere(layout, { kind: 'use', release })
  const resolved =
    release.replace(/^go/, '') === asked.replace(/^go/, '') ? '' : ` (the newest ${asked} on this host)`
  sayData(
    json,
    { release, changed },
    changed ? `${release}${resolved} is active` : `${release}${resolved} was active already`,
  )
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
        hint: 'Run goherd-agent ls, or let the server assign it.',
      })
  }
}

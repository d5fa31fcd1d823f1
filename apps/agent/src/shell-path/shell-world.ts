import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Layout, layoutOf, prepareRoot } from '../disk/layout.js'
import { type Shell, shellsOf, thisMachine } from '../machine/index.js'
import { type Asker, askerOf } from './places.js'
import { putOnPath, type SetUpOptions } from './set-up.js'

/** A home and a root of a test's own, on the shells of this machine. */
export interface ShellWorld {
  readonly folder: string
  readonly home: string
  readonly etc: string
  readonly layout: Layout
  readonly asker: Asker
  readonly shells: readonly Shell[]
  setUp(more?: Partial<SetUpOptions>): ReturnType<typeof putOnPath>
  remove(): void
}

/** Makes one, with a `go` that says whose it is. The asker is a user, whoever runs the test. */
export async function shellWorld(asker: Partial<Asker> = {}): Promise<ShellWorld> {
  const folder = mkdtempSync(join(tmpdir(), "goherd path's-"))
  const [home, etc, local] = ['home', 'etc', 'local'].map((name) => join(folder, name))
  if (home === undefined || etc === undefined || local === undefined) throw new Error('no folders')
  for (const path of [home, etc, local]) mkdirSync(path)
  const layout = layoutOf(join(folder, 'root'))
  await prepareRoot(layout)
  mkdirSync(join(layout.current, 'bin'), { recursive: true })
  writeProgram(join(layout.current, 'bin', 'go'), 'echo ours')
  const port = { ...thisMachine(), env: {}, uid: 1000 }
  const who = { ...askerOf(port, shellsOf(port), { home, etc, local }), ...asker }
  const plain = { linkBin: false, linkUsrLocal: false, exports: {}, dryRun: false }
  return {
    folder,
    home,
    etc,
    layout,
    asker: who,
    shells: who.shells.installed,
    setUp: (more = {}) => putOnPath({ layout, asker: who, ...plain, ...more }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Writes a script that can be run. */
export function writeProgram(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`)
  chmodSync(path, 0o755)
}

/** What a real shell prints with this home and next to nothing in its environment. */
export function shellSays(
  shell: Shell,
  args: readonly string[],
  o: { readonly home: string; readonly env?: Readonly<Record<string, string>> },
): string {
  const env = { HOME: o.home, PATH: '/usr/local/bin:/usr/bin:/bin', TERM: 'dumb', ...o.env }
  return execFileSync(shell, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}

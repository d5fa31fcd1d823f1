import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { Layout } from '../disk/layout.js'
import { isFolder } from '../disk/look.js'
import { type Identity, readIdentity } from '../identity.js'
import { knock } from '../local-door.js'
import type { LiveStatus } from '../local-messages.js'
import { detectMachine, type Machine, type MachinePort, thisMachine } from '../machine/index.js'
import { rootFolder } from '../root-folder.js'
import { askShells, type ShellAnswer } from '../shell-path/index.js'

/** A daemon answers at once, or it hangs. */
const LIVE_MS = 5000

/** What the checks look at. What several of them ask is asked once. */
export interface Patient {
  readonly layout: Layout
  readonly port: MachinePort
  readonly machine: Machine
  /** False before the first install: then there is nothing in it to look at. */
  readonly hasRoot: boolean
  /** The root, or the nearest folder above that is there. */
  readonly nearest: string
  /** True for the root that this user's agent has when nobody names one. */
  readonly isUsualRoot: boolean
  readonly tmp: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** What every shell of this user says when it is started. */
  readonly shells: readonly ShellAnswer[]
  /** The daemon of this root; undefined when none answers. */
  readonly live: LiveStatus | undefined
  /** undefined: not enrolled. A damaged identity is an Error. */
  readonly identity: Identity | Error | undefined
  /** Milliseconds since 1970. */
  now(): number
}

/** Looks at this machine and one root. Changes nothing. */
export async function examine(layout: Layout, port: MachinePort = thisMachine()): Promise<Patient> {
  const machine = await detectMachine(layout.root, port)
  const hasRoot = isFolder(layout.releases)
  return {
    layout,
    port,
    machine,
    hasRoot,
    nearest: nearestFolder(layout.root),
    isUsualRoot: layout.root === rootFolder(undefined, {}, port.uid).root,
    tmp: tmpdir(),
    env: port.env,
    shells: await askShells(port, {
      home: machine.user.home,
      user: machine.user.name ?? '',
      shells: machine.shells.installed,
    }),
    live: hasRoot ? await liveStatusOf(layout) : undefined,
    identity: identityOf(layout),
    now: Date.now,
  }
}

async function liveStatusOf(layout: Layout): Promise<LiveStatus | undefined> {
  try {
    const answer = await knock(layout, { kind: 'status' }, { signal: AbortSignal.timeout(LIVE_MS) })
    return answer?.kind === 'status' ? answer.status : undefined
  } catch (cause) {
    // A daemon that cannot be asked shows as a lock that is held by somebody who does not answer.
    if (cause instanceof Error) return undefined
    throw cause
  }
}

function identityOf(layout: Layout): Patient['identity'] {
  try {
    return readIdentity(layout)
  } catch (cause) {
    if (cause instanceof Error) return cause
    throw cause
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

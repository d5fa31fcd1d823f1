import type { Layout } from '../disk/layout.js'
import type { MachinePort, Shells } from '../machine/index.js'
import { askerOf } from './places.js'
import { type PathOutcome, putOnPath } from './set-up.js'
import { changeWindowsPath, runPowerShell } from './windows-path.js'

/** Puts a root on the PATH of this machine in the usual way, without links. Throws AgentError. */
export function putOnPathHere(
  layout: Layout,
  { port, shells }: { readonly port: MachinePort; readonly shells: Shells },
): Promise<readonly PathOutcome[]> {
  if (port.os === 'win32')
    return changeWindowsPath({ layout, action: 'add', dryRun: false, run: runPowerShell })
  const plain = { linkBin: false, linkUsrLocal: false, exports: {}, dryRun: false }
  return putOnPath({ layout, asker: askerOf(port, shells), ...plain })
}

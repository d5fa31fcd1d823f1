import { type Distribution } from './distribution.js'
import { packageCommand } from './packages.js'
import type { MachinePort } from './port.js'

/** The C compiler that cgo would use, or how to come by one. */
export type Compiler =
  | { readonly kind: 'found'; readonly program: string; readonly says: string }
  | { readonly kind: 'missing'; readonly program: string; readonly install: string | null }

/** Asks the C compiler for its version: `$CC`, else what Go looks for: gcc, on macOS clang. It must really run to count. */
export async function compilerOf(port: MachinePort, distribution: Distribution | null): Promise<Compiler> {
  const [own, ...flags] = (port.env.CC ?? '').split(/\s+/).filter((word) => word !== '')
  const wanted = own === undefined ? [port.os === 'darwin' ? 'clang' : 'gcc', 'clang', 'cc'] : [own]
  for (const program of new Set(wanted)) {
    const ran = await port.run(program, [...flags, '--version'])
    const says = ran?.stdout.split('\n')[0]?.trim() ?? ''
    if (ran?.status === 0 && says !== '') return { kind: 'found', program, says }
  }
  const install = packageCommand('c-compiler', { os: port.os, distribution, isRoot: port.uid === 0 })
  return { kind: 'missing', program: wanted[0] ?? 'gcc', install }
}

/** Whether `git` runs; `go get` of most modules that no proxy has needs it. */
export async function hasGit(port: MachinePort): Promise<boolean> {
  return (await port.run('git', ['--version']))?.status === 0
}

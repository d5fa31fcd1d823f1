import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { interruptible } from '../interrupt.js'
import { type ExportFlags, exportCommand } from './export.js'
import { type ImportFlags, importCommand } from './import.js'

/** `export` and `import`: a release for a machine without a network, as one file. */
export function addOffline(program: Command): void {
  command(program, 'export <release>', 'write a release of this host into one file, for another machine')
    .option('-o, --output <file>', 'the file (default: <release>.<platform>.goherd-bundle in this folder)')
    .option('--with-settings', 'put the Go settings and the newest snapshot in, too')
    .action((release: string, flags: CommonFlags & ExportFlags) =>
      carryOut(flags, (layout, json) =>
        interruptible((signal) => exportCommand({ layout, release, flags, json, signal })),
      ),
    )
  command(program, 'import <file>', 'install a release from such a file')
    .option('--use', 'make it the active one (the first one is, anyway)')
    .option('--no-path', 'leave PATH alone')
    .option('--with-settings', 'take over the Go settings that are in it')
    .action((file: string, flags: CommonFlags & ImportFlags) =>
      carryOut(flags, (layout, json) =>
        interruptible((signal) => importCommand({ layout, file, flags, json, signal })),
      ),
    )
}

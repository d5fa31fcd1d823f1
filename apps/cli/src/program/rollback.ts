import type { Command } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** rollback: back to an earlier revision, a group or the whole fleet. */
export function addRollback(program: Command, launch: Launcher): void {
  const rollback = program
    .command('rollback')
    .description('take a group or the whole fleet back to an earlier revision')
    .option('--group <name>', 'this group')
    .option('--all', 'the whole fleet')
    .option('--to <revision>', 'a revision number, or last-good', 'last-good')
    .option('--reason <text>', 'why, for the audit log')
    .option('--confirm <text>', 'the text the plan asks for, such as "ROLL BACK 3"')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--no-wait', 'start it and return at once')
    .addHelpText(
      'after',
      examples(
        'goherd rollback --group build --dry-run',
        'goherd rollback --group build --to 4 --reason "cgo is broken" --confirm "ROLL BACK 2"',
        'goherd rollback --all --reason "go1.23.5 miscompiles" --confirm "ROLL BACK 9812" --timeout 10m',
        'goherd rollback get 01J9ZK --wait',
      ),
    )
    .action(launch(() => import('../commands/rollback-start.js')))
  rollback
    .command('ls')
    .description('rollbacks that run or ran')
    .addHelpText('after', examples('goherd rollback ls'))
    .action(launch(() => import('../commands/rollback-ls.js')))
  rollback
    .command('get')
    .description('one rollback')
    .argument('<id>', 'the rollback')
    .option('--wait', 'until it has ended')
    .addHelpText(
      'after',
      examples('goherd rollback get 01J9ZK', 'goherd rollback get 01J9ZK --wait --timeout 5m'),
    )
    .action(launch(() => import('../commands/rollback-get.js')))
}

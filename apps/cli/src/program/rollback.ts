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
    .option('--recall', 'recall the releases that are left; what a rollback of the fleet does anyway')
    .option('--no-recall', 'do not recall the releases that are left')
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
  rollback
    .command('certificate')
    .description('who took what back when, and what each host proved; signed')
    .argument('<id>', 'the rollback')
    .option('-o, --output <file>', 'write it there')
    .addHelpText('after', examples('goherd rollback certificate 01J9ZK -o rollback.json'))
    .action(launch(() => import('../commands/rollback-certificate.js')))
}

import type { Command } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** drill: the way back, rehearsed. */
export function addDrills(program: Command, launch: Launcher): void {
  const drill = program.command('drill').description('rehearse the way back on one host of a group')
  drill
    .command('run')
    .description('hold one now; exit code 4 when it fails')
    .requiredOption('--group <name>', 'the group')
    .addHelpText('after', examples('goherd drill run --group build'))
    .action(launch(() => import('../commands/drill-run.js')))
  drill
    .command('ls')
    .description('drills, newest first, and how long each way took')
    .addHelpText('after', examples('goherd drill ls'))
    .action(launch(() => import('../commands/drill-ls.js')))
  drill
    .command('schedule')
    .description('how often groups rehearse by themselves')
    .option('--group <name>', 'set it for this group; left out: show all')
    .option('--every <days>', 'such as 7d, or never')
    .addHelpText('after', examples('goherd drill schedule', 'goherd drill schedule --group build --every 7d'))
    .action(launch(() => import('../commands/drill-schedule.js')))
}

import type { Command } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** groups: what hosts should have. */
export function addGroups(program: Command, launch: Launcher): void {
  const groups = program.command('groups').description('sets of hosts that share one desired Go')
  groups
    .command('ls')
    .description('list groups')
    .addHelpText('after', examples('goherd groups ls', "goherd groups ls --json | jq -r '.[].name'"))
    .action(launch(() => import('../commands/groups-ls.js')))
  groups
    .command('get')
    .description('one group')
    .argument('<name>', 'the group')
    .addHelpText('after', examples('goherd groups get build'))
    .action(launch(() => import('../commands/groups-get.js')))
  groups
    .command('set')
    .description('say what a group should have: makes a revision and assigns it')
    .argument('<name>', 'the group')
    .option(
      '--go <version>',
      'a release (go1.22.12) or a language line (1.22), which becomes its newest patch',
    )
    .option('--env <name=value...>', 'Go settings to set; the others stay')
    .option('--unset <name...>', 'Go settings to take away')
    .option('--keep <n>', 'releases that stay on each host, 2 to 20; "default" leaves it to the agent')
    .option('--drain <duration>', 'wait so long for running builds before a switch (10m, 1h; 0: not at all)')
    .option(
      '--drift <what>',
      'report it, or correct: hosts put it right by themselves; "default" is to report',
    )
    .option('--agent <version>', 'the version the agents themselves go to; "default" leaves them as they are')
    .option(
      '--toolchain <policy>',
      'GOTOOLCHAIN: local refuses a newer Go, path takes one on PATH, auto downloads it',
    )
    .option('--reason <text>', 'why, for the history', '')
    .option('--create', 'make the group when there is none of that name')
    .option('--supersede', 'end a rollout that is under way in the group')
    .option('--wait', 'until no host of the group is on its way any more')
    .addHelpText(
      'after',
      examples(
        'goherd groups set build --go 1.22 --reason "security patch"',
        'goherd groups set build --env GOPROXY=https://proxy.example.com,direct --env GOFLAGS=-mod=readonly',
        'goherd groups set build --unset GOFLAGS',
        'goherd groups set build --keep 4 --drain 10m --toolchain local',
        'goherd groups set build --drift correct --reason "nobody works on these by hand"',
        'goherd groups set canary --go go1.23.5 --create --wait --timeout 5m',
      ),
    )
    .action(launch(() => import('../commands/groups-set.js')))
  groups
    .command('windows')
    .description('when stages of rollouts may start in a group; a rollback never waits for that')
    .argument('<name>', 'the group')
    .option(
      '--window <times...>',
      'only then, such as "Mon-Fri 22:00-04:00 Europe/Berlin"; left out: show it',
    )
    .option('--always', 'at any time')
    .addHelpText(
      'after',
      examples(
        'goherd groups windows build',
        'goherd groups windows build --window "Mon-Thu 22:00-04:00 Europe/Berlin" "Sat,Sun 06:00-22:00 UTC"',
        'goherd groups windows build --always',
      ),
    )
    .action(launch(() => import('../commands/groups-windows.js')))
  groups
    .command('history')
    .description('the revisions of a group, newest first')
    .argument('<name>', 'the group')
    .addHelpText('after', examples('goherd groups history build'))
    .action(launch(() => import('../commands/groups-history.js')))
  groups
    .command('diff')
    .description('what two revisions of a group say differently; exit code 3 when there is anything')
    .argument('<name>', 'the group')
    .argument('[a]', 'a revision; left out: the one before b')
    .argument('[b]', 'a revision; left out: the current one')
    .addHelpText('after', examples('goherd groups diff build', 'goherd groups diff build 4 7'))
    .action(launch(() => import('../commands/groups-diff.js')))
}

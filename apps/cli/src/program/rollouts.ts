import { type Command, Option } from 'commander'
import { examples, type Launcher } from './launcher.js'
import { withRolloutOptions } from './rollout-options.js'

const EXIT_ON_APPROVAL =
  'end as soon as it waits for a person, to approve or because it is paused; --no-input does the same'

/** rollout: groups go to another Go in stages. */
export function addRollouts(program: Command, launch: Launcher): void {
  const rollout = program.command('rollout').description('move groups to another Go in stages')
  withRolloutOptions(rollout.command('plan').description('what a rollout would do; changes nothing'))
    .addHelpText('after', examples('goherd rollout plan --group build --go 1.23 --stages 1,25%,100%'))
    .action(launch(() => import('../commands/rollout-plan.js')))
  withRolloutOptions(
    rollout.command('start').description('start a rollout; exit code 7 when its plan no longer holds'),
  )
    .option('--reason <text>', 'why, for the audit log')
    .option('--hash <hash>', 'start exactly the plan that was seen, and do not ask')
    .option('--yes', 'do not ask')
    .option('--watch', 'follow it to its end; then it ends like goherd rollout watch')
    .option('--exit-on-approval', EXIT_ON_APPROVAL)
    .addHelpText(
      'after',
      examples(
        'goherd rollout start --group build --go 1.23 --stages 1,25%,100% --soak 10m --max-failed 0 --max-silent 1 --reason "newest line"',
        'goherd rollout start --group build --go 1.23 --gate build=github.com/acme/app@v1.4.2#h1:… --on-failure revert-all --watch',
        'goherd rollout start --group build --go 1.23 -f fleet.yaml --policy careful --reason "newest line" --yes',
        'goherd rollout start --group build --group ci --go 1.23 --window "Mon-Thu 09:00-16:00 Europe/Berlin" --approvals 1,0,0',
      ),
    )
    .action(launch(() => import('../commands/rollout-start.js')))
  rollout
    .command('ls')
    .description('rollouts that run or ran, newest first')
    .addHelpText('after', examples('goherd rollout ls', "goherd rollout ls --json | jq -r '.[0].id'"))
    .action(launch(() => import('../commands/rollout-ls.js')))
  rollout
    .command('get')
    .description('how one rollout stands')
    .argument('<id>', 'the rollout')
    .addHelpText('after', examples('goherd rollout get 01J9ZK'))
    .action(launch(() => import('../commands/rollout-get.js')))
  rollout
    .command('watch')
    .description(
      'follow a rollout to its end; exit code 4 when it did not complete, 5 when it waits for a person',
    )
    .argument('<id>', 'the rollout')
    .option('--exit-on-approval', EXIT_ON_APPROVAL)
    .addHelpText(
      'after',
      examples('goherd rollout watch 01J9ZK', 'goherd rollout watch 01J9ZK --json --timeout 2h'),
    )
    .action(launch(() => import('../commands/rollout-watch.js')))
  addControls(rollout, launch)
}

function addControls(rollout: Command, launch: Launcher): void {
  const control = (name: string, description: string, why: string) =>
    rollout
      .command(name)
      .description(description)
      .argument('<id>', 'the rollout')
      .option('--reason <text>', why)
  control('pause', 'nothing new starts; what is in flight finishes', 'why; needed')
    .addHelpText('after', examples('goherd rollout pause 01J9ZK --reason "builds are red"'))
    .action(launch(() => import('../commands/rollout-pause.js')))
  control('resume', 'go on; acknowledges what ended badly', 'why')
    .addHelpText('after', examples('goherd rollout resume 01J9ZK --reason "two old disks"'))
    .action(launch(() => import('../commands/rollout-resume.js')))
  control('promote', 'on to the next stage, whatever this one still waits for', 'why; needed')
    .addHelpText('after', examples('goherd rollout promote 01J9ZK --reason "soaked long enough"'))
    .action(launch(() => import('../commands/rollout-promote.js')))
  rollout
    .command('approve')
    .description('say yes to the stage it is in')
    .argument('<id>', 'the rollout')
    .option('--hash <hash>', 'of the plan that is approved; left out: the one that is shown')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('goherd rollout approve 01J9ZK'))
    .action(launch(() => import('../commands/rollout-approve.js')))
  control('retry', 'try the hosts that ended badly again', 'why')
    .addHelpText('after', examples('goherd rollout retry 01J9ZK'))
    .action(launch(() => import('../commands/rollout-retry.js')))
  control('abort', 'end it', 'why; needed')
    .addOption(new Option('--hosts <what>', 'keep what they have, or revert').choices(['keep', 'revert']))
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('goherd rollout abort 01J9ZK --hosts revert --reason "it miscompiles"'))
    .action(launch(() => import('../commands/rollout-abort.js')))
}

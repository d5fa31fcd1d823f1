import type { Command } from 'commander'

/** The options that say what goes where, and how. */
export function withRolloutOptions(command: Command): Command {
  return withTimes(withStages(withChange(command)))
}

function withChange(command: Command): Command {
  return command
    .option('--group <name...>', 'these groups')
    .option(
      '--go <version>',
      'a release (go1.23.5) or a language line (1.23), which becomes its newest patch',
    )
    .option('--revision <number>', 'a revision there was, instead of a change')
    .option('--set <name=value...>', 'Go settings to set; the others stay')
    .option('--unset <name...>', 'Go settings to take away')
    .option('--toolchain <policy>', 'GOTOOLCHAIN: local, path or auto')
    .option('--keep <n>', 'releases that stay on each host, 2 to 20')
    .option('--drain <duration>', 'wait so long for running builds before a switch')
    .option('--drift <what>', 'report it, or correct: hosts put it right by themselves')
    .option('--agent <version>', 'the version the agents themselves go to')
}

function withStages(command: Command): Command {
  return command
    .option(
      '--stages <sizes>',
      'cumulative: hosts or percentages; the last is everyone (1,25%,100% by default; fewer for few hosts)',
    )
    .option(
      '--soak <durations>',
      'how long a stage is watched after its last host: one, or one for each stage',
    )
    .option('--concurrency <n>', 'at most so many hosts change at a time: one, or one for each stage')
    .option('--ramp <n>', 'start with so many at a time and double')
    .option('--approvals <n>', 'people who have to approve before the next stage: one, or one for each stage')
    .option('--max-failed <n>', 'hosts that may fail; one more halts (0 by default)')
    .option('--max-silent <n>', 'hosts that may vanish in the middle of their change (0 by default)')
    .option('--max-rolled-back <n>', 'hosts that may switch back by themselves (0 by default)')
    .option('--on-failure <what>', 'pause (the default), revert-stage or revert-all')
    .option(
      '--gate <gate...>',
      'smoke=NAME, "prometheus=QUERY<LIMIT", webhook=ENDPOINT, build=MODULE@VERSION#h1:…',
    )
    .option('--gate-stages <n>', 'only the first so many stages have the gates; left out: all but the last')
}

function withTimes(command: Command): Command {
  return command
    .option('--window <times...>', 'stages start only then, such as "Mon-Fri 09:00-17:00 Europe/Berlin"')
    .option('--start-at <time>', 'not before, such as 2026-12-01T22:00Z')
    .option(
      '--silent-after <duration>',
      'an updating host that is not heard of for so long has vanished (2m by default)',
    )
    .option('--spread-by <label>', 'spread stages over the values of this label as well as over platforms')
    .option('--domain-cap <label=n>', 'at most so many hosts with the same value of a label at a time')
    .option('-f, --file <file>', 'how it goes, from a file: one policy, or a fleet file; - is stdin')
    .option('--policy <name>', 'which policy of the fleet file')
    .option('--supersede', 'end a rollout that is under way in one of the groups')
}

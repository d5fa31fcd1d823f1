import type { Command } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** demo, doctor, completion, schema: about this program itself. */
export function addMachine(program: Command, launch: Launcher): void {
  addDemo(program, launch)
  program
    .command('doctor')
    .description('whether everything works that commands rely on, and what to do where it does not')
    .addHelpText('after', examples('goherd doctor', 'goherd doctor --context prod --json'))
    .action(launch(() => import('../commands/doctor.js')))
  program
    .command('completion')
    .description('the script with which a shell completes commands, options and names')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      examples(
        'goherd completion bash >> ~/.bashrc',
        'goherd completion zsh > "$' + '{fpath[1]}/_goherd"',
        'goherd completion fish > ~/.config/fish/completions/goherd.fish',
      ),
    )
    .action(launch(() => import('../commands/completion.js')))
  program
    .command('schema')
    .description('the shape of what a command prints with --json, as JSON Schema')
    .argument('[command...]', 'the command; left out: a list of all')
    .addHelpText('after', examples('goherd schema hosts ls', 'goherd schema status --watch'))
    .allowUnknownOption()
    .action(launch(() => import('../commands/schema.js')))
  program
    .command('__complete', { hidden: true })
    .description('what may come next; asked by the scripts of goherd completion')
    .argument('[words...]')
    .addHelpText('after', examples("goherd __complete -- hosts get ''"))
    .action(launch(() => import('../commands/complete.js')))
}

function addDemo(program: Command, launch: Launcher): void {
  program
    .command('demo')
    .description("a server with a fleet of simulated hosts that run the agent's real code, until Ctrl-C")
    .option('--hosts <n>', 'how many, 1 to 20,000 (500 by default)')
    .option('--seed <n>', 'the same seed gives the same hosts, labels and troubles (1 by default)')
    .option('--data <folder>', 'keep everything there, to go on another time; left out: removed at the end')
    .option('--port <n>', 'where the server listens; left out: one that is free')
    .option('--server <url>', 'load this server instead of starting one')
    .option(
      '--token <token>',
      'an API token of an operator for --server; GOHERD_TOKEN hides it from other users',
    )
    .option('--load <n>', 'so many changes a second, with the rates printed; left out: a trickle')
    .addHelpText(
      'after',
      examples(
        'goherd demo',
        'goherd demo --hosts 10000 --data /tmp/herd',
        'goherd demo --hosts 2000 --load 200',
      ),
    )
    .action(launch(() => import('../commands/demo.js')))
}

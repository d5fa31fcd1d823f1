import { type Command, Option } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** webhooks: other programs that are told. */
export function addWebhooks(program: Command, launch: Launcher): void {
  const webhooks = program.command('webhooks').description('other programs that are told what happens')
  webhooks
    .command('ls')
    .description('registered webhooks')
    .addHelpText('after', examples('goherd webhooks ls'))
    .action(launch(() => import('../commands/webhooks-ls.js')))
  webhooks
    .command('add')
    .description('register one; prints its secret, once')
    .argument('<name>', 'its name')
    .requiredOption('--url <url>', 'where it is told')
    .option('--event <event...>', 'only of these; left out: of all')
    .addOption(new Option('--format <form>', 'the form of what it is told').choices(['json', 'slack']))
    .addHelpText(
      'after',
      examples(
        'goherd webhooks add desk --url https://desk.example.com/goherd',
        'goherd webhooks add chat --url https://hooks.slack.com/services/… --format slack --event rollout.paused --event rollback.started',
      ),
    )
    .action(launch(() => import('../commands/webhooks-add.js')))
  const of = (command: string, description: string) =>
    webhooks.command(command).description(description).argument('<name>', 'the webhook')
  of('rm', 'remove one')
    .addHelpText('after', examples('goherd webhooks rm desk'))
    .action(launch(() => import('../commands/webhooks-rm.js')))
  of('deliveries', 'what it was told, newest first')
    .addHelpText('after', examples('goherd webhooks deliveries desk'))
    .action(launch(() => import('../commands/webhooks-deliveries.js')))
  of('redeliver', 'send one delivery again')
    .argument('<id>', 'the delivery')
    .addHelpText('after', examples('goherd webhooks redeliver desk 01J9ZK'))
    .action(launch(() => import('../commands/webhooks-redeliver.js')))
  of('test', 'send a test event')
    .addHelpText('after', examples('goherd webhooks test desk'))
    .action(launch(() => import('../commands/webhooks-test.js')))
}

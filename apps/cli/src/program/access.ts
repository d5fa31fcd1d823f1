import type { Command } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** login, contexts, enroll: who may talk to the server. */
export function addAccess(program: Command, launch: Launcher): void {
  program
    .command('login')
    .description('keep the address of a server and an API token for it')
    .argument('[url]', 'where the server is')
    .option(
      '--token <token>',
      'the API token; - reads it from stdin, where other users of the machine cannot see it',
    )
    .option('--device', 'without a token: shows a code that you confirm in a browser, on any machine')
    .addHelpText(
      'after',
      examples(
        'goherd login https://goherd.example.com --device',
        'goherd login https://goherd.example.com',
        'goherd login https://goherd.example.com --context prod --token - < token.txt',
      ),
    )
    .action(launch(() => import('../commands/login.js')))
  addContexts(program, launch)
  addEnrollment(program, launch)
}

function addContexts(program: Command, launch: Launcher): void {
  const contexts = program.command('contexts').description('the servers that were logged in to')
  contexts
    .command('ls')
    .description('list them')
    .addHelpText('after', examples('goherd contexts ls'))
    .action(launch(() => import('../commands/contexts-ls.js')))
  contexts
    .command('use')
    .description('send commands to this one')
    .argument('<name>', 'the context')
    .addHelpText('after', examples('goherd contexts use prod'))
    .action(launch(() => import('../commands/contexts-use.js')))
  contexts
    .command('show')
    .description('the server that commands go to here and now, and what says so')
    .addHelpText('after', examples('goherd contexts show', 'goherd contexts show --context prod'))
    .action(launch(() => import('../commands/contexts-show.js')))
  contexts
    .command('rename')
    .description('give one another name')
    .argument('<from>', 'the context')
    .argument('<to>', 'what it shall be called')
    .addHelpText('after', examples('goherd contexts rename 10.0.0.7:7400 lab'))
    .action(launch(() => import('../commands/contexts-rename.js')))
  contexts
    .command('rm')
    .description('forget one and its token on this machine')
    .argument('<name>', 'the context')
    .addHelpText('after', examples('goherd contexts rm staging'))
    .action(launch(() => import('../commands/contexts-rm.js')))
}

function addEnrollment(program: Command, launch: Launcher): void {
  const token = program
    .command('enroll')
    .description('let new hosts in')
    .command('token')
    .description('the tokens hosts join with')
  token
    .command('create')
    .description('make a token; it is shown this once')
    .requiredOption('--group <name>', 'the group its hosts join')
    .option('--uses <n>', 'how many hosts may join with it (1 by default)')
    .option('--ttl <duration>', 'how long it is good for, such as 1h (the default) or 7d')
    .option('--note <text>', 'what it is for')
    .addHelpText(
      'after',
      examples(
        'goherd enroll token create --group build',
        'goherd enroll token create --group build --uses 20 --ttl 1d',
      ),
    )
    .action(launch(() => import('../commands/enroll-token-create.js')))
  token
    .command('ls')
    .description('list tokens, without their secrets')
    .addHelpText('after', examples('goherd enroll token ls'))
    .action(launch(() => import('../commands/enroll-token-ls.js')))
  token
    .command('revoke')
    .description('take a token back; hosts that joined with it stay')
    .argument('<id>', 'the token, as goherd enroll token ls shows it')
    .addHelpText('after', examples('goherd enroll token revoke 01J9ZK'))
    .action(launch(() => import('../commands/enroll-token-revoke.js')))
}

import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { installService } from './install-service.js'
import type { ServiceFlags } from './service-flags.js'
import { uninstallService } from './uninstall-service.js'

/** Adds `install-service` and `uninstall-service`. */
export function addService(program: Command): void {
  command(program, 'install-service', 'start the agent with this machine, and keep it running')
    .option('--user', 'for this user only (the default without root)')
    .option('--ask-users', 'let it start the shells of other users, to see which Go they would run')
    .option('--check-user <name>', 'let it try smoke checks and builds for rollouts, as this user')
    .option('--into <dir>', 'write the files below another folder and start nothing: for images')
    .action((flags: CommonFlags & ServiceFlags) =>
      carryOut(flags, (layout, json) => installService(layout, flags, json)),
    )
  command(program, 'uninstall-service', 'stop the agent and start it no more')
    .option('--user', 'for this user only (the default without root)')
    .option('--into <dir>', 'remove the files below another folder and stop nothing')
    .action((flags: CommonFlags & ServiceFlags) =>
      carryOut(flags, (layout, json) => uninstallService(layout, flags, json)),
    )
}

import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { type Layout, prepareRoot } from '../disk/layout.js'
import { addWatched, hostUsers, readWatchList, removeWatched, type WatchList } from '../effective/index.js'
import { type MachinePort, thisMachine } from '../machine/index.js'
import { sayData } from '../say.js'

/** `watch user | workspace | ls | rm`: whose builds count beyond the agent's own user, and which folders. */
export function addWatch(program: Command): void {
  const watch = program
    .command('watch')
    .description('whose builds, and which folders, the agent keeps an eye on')
  command(watch, 'user <name>', "ask this user's shells too (as root)").action(
    (name: string, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => watchUser(layout, name, json, thisMachine())),
  )
  command(watch, 'workspace <dir>', 'notice when this folder asks for a newer Go').action(
    (folder: string, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => watchWorkspace(layout, folder, json)),
  )
  command(watch, 'ls', 'what is watched').action((flags: CommonFlags) =>
    carryOut(flags, async (layout, json) => sayList(json, readWatchList(layout))),
  )
  command(watch, 'rm <name>', 'no longer watch this user or folder').action(
    (name: string, flags: CommonFlags) =>
      carryOut(flags, async (layout, json) => {
        const known = readWatchList(layout)
        const isName = known.users.includes(name) || known.workspaces.includes(name)
        sayList(json, await removeWatched(layout, isName ? name : resolve(name)))
      }),
  )
}

async function watchUser(layout: Layout, name: string, json: boolean, port: MachinePort): Promise<void> {
  if (port.uid !== 0) {
    throw new AgentError({
      code: 'not_root',
      message: `only root can start the shells of ${name}`,
      hint: `Run it as root: sudo goherd-agent watch user ${name}.`,
    })
  }
  if (!hostUsers(port, [name]).some((user) => user.name === name)) {
    throw new AgentError({
      code: 'user_unknown',
      message: `this machine has no user ${name}`,
      hint: 'Give the name of a user as /etc/passwd has it.',
    })
  }
  await prepareRoot(layout)
  sayList(json, await addWatched(layout, { kind: 'user', name }))
}

async function watchWorkspace(layout: Layout, folder: string, json: boolean): Promise<void> {
  const name = resolve(folder)
  if (thisMachine().list(name) === undefined) {
    throw new AgentError({
      code: 'folder_missing',
      message: `${name} is not a folder that can be read`,
      hint: 'Give a folder that exists.',
    })
  }
  await prepareRoot(layout)
  sayList(json, await addWatched(layout, { kind: 'workspace', name }))
}

function sayList(json: boolean, { users, workspaces }: WatchList): void {
  const lines = [
    ...users.map((user) => `user ${user}`),
    ...workspaces.map((workspace) => `workspace ${workspace}`),
  ]
  sayData(json, { users, workspaces }, lines.length === 0 ? 'Nothing is watched.' : lines.join('\n'))
}

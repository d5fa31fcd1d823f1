import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { rootFolder } from '../root-folder.js'
import { askShells, type PathOutcome, putOnPathHere, readPathRecord } from '../shell-path/index.js'
import { detectMachine, type Machine, type MachinePort, shellKind, thisMachine } from './index.js'

export interface FinishOptions {
  /** false: PATH is left alone. */
  readonly path: boolean
  /** true: nothing is printed; what would be is in the answer. */
  readonly json: boolean
}

/** What was done and found after an install. */
export interface Finished {
  /** Whether shells find this root's Go, as far as Goherd set it up. */
  readonly onPath: boolean
  readonly path: readonly PathOutcome[]
  /** Sentences for a person, in order; empty when all is well and nothing changed. */
  readonly notes: readonly string[]
}

/**
 * The end of an install: puts this root on PATH, unless told not to or the root is not this user's usual one, and says on stderr what
 * a person needs to know to use the Go that was installed. What goes wrong with PATH is a note: the Go is there all the same.
 */
export async function finishInstall(
  layout: Layout,
  o: FinishOptions,
  port: MachinePort = thisMachine(),
): Promise<Finished> {
  const machine = await detectMachine(layout.root, port)
  const path = await setUpPath(layout, o, { port, machine })
  // Whoever wants PATH left alone knows which Go they mean.
  const shadows = o.path ? await shadowNotes(layout, { port, machine }) : []
  const notes = [...path.notes, ...shadows, ...missingNotes(machine)]
  if (!o.json) for (const note of notes) process.stderr.write(`${note}\n`)
  return { onPath: readPathRecord(layout).onPath, path: path.outcomes, notes }
}

interface Here {
  readonly port: MachinePort
  readonly machine: Machine
}

interface PathDone {
  readonly outcomes: readonly PathOutcome[]
  readonly notes: readonly string[]
}

async function setUpPath(layout: Layout, o: FinishOptions, here: Here): Promise<PathDone> {
  const byHand = `goherd-agent path setup --root ${layout.root}`
  if (!o.path) return { outcomes: [], notes: [] }
  // Many roots may live on one machine, for tests and trials: only the usual one takes PATH by itself.
  if (layout.root !== rootFolder(undefined, {}, here.port.uid).root && !readPathRecord(layout).onPath)
    return {
      outcomes: [],
      notes: [`PATH was left alone, because ${layout.root} is not the usual root; put it there: ${byHand}`],
    }
  try {
    const outcomes = await putOnPathHere(layout, { port: here.port, shells: here.machine.shells })
    return { outcomes, notes: pathNotes(outcomes, here) }
  } catch (cause) {
    const { message } = AgentError.from(cause)
    return { outcomes: [], notes: [`PATH could not be set up: ${message}; try again: ${byHand}`] }
  }
}

function pathNotes(outcomes: readonly PathOutcome[], here: Here): string[] {
  const { machine } = here
  const { isRoot } = machine.user
  const written = outcomes.filter(({ outcome }) => outcome === 'added' || outcome === 'changed')
  const skipped = outcomes.flatMap(({ path, outcome, reason }) =>
    outcome === 'skipped' ? [`PATH was not set in ${path}: ${reason}`] : [],
  )
  if (written.length === 0) return skipped
  const files = written.map(({ path }) => path).join(', ')
  const container =
    isRoot && machine.container !== null && machine.container !== 'wsl'
      ? ['in a container few shells are login shells: goherd-agent path setup --link-bin']
      : []
  return [
    `PATH is set in ${files}`,
    here.port.os === 'win32'
      ? 'open a new window'
      : `type: . ${isRoot ? '/etc/profile' : '~/.profile'}   (or open a new shell)`,
    ...container,
    ...skipped,
  ]
}

/** Other Gos, and whether the login shell finds one of them first: said once, in the words that help. */
async function shadowNotes(layout: Layout, { port, machine }: Here): Promise<string[]> {
  const { gos, shells, user } = machine
  const known = shells.login === null ? undefined : shellKind(shells.login)
  const kind = known ?? (shells.installed.includes('bash') ? 'bash' : 'sh')
  const asked = !readPathRecord(layout).onPath
    ? []
    : await askShells(port, { home: user.home, user: user.name ?? '', shells: [kind] })
  const login = asked.find((answer) => answer.login)
  const goroot = asked.find((answer) => answer.goroot !== null)?.goroot
  const notes =
    goroot === undefined
      ? []
      : [
          `GOROOT=${goroot} is exported, which can mix two Gos in one build; take it out of your start-up files`,
        ]
  const ours = `${layout.root}/`
  if (login?.go != null && !login.go.startsWith(ours))
    return [
      ...notes,
      `${login.shell} finds ${login.go} first; take its folder out of PATH in your start-up files`,
    ]
  if (gos.length === 0) return notes
  const others = gos.map(({ path, release }) => (release === null ? path : `${path} (${release})`))
  const wins = login?.go == null ? '' : '; this root’s comes first'
  return [...notes, `other Gos here: ${others.join(', ')}${wins}`]
}

function missingNotes({ compiler, git }: Machine): string[] {
  const compile =
    compiler.kind === 'missing'
      ? [`cgo needs a C compiler, and ${compiler.program} does not run: ${compiler.install ?? 'install one'}`]
      : []
  return git.found ? compile : [...compile, `go get needs git: ${git.install ?? 'install it'}`]
}

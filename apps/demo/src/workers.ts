import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { DemoFailure } from './demo-failure.js'
import { type Identity, type Stand, type Task, word } from './messages.js'

const SCRIPT = fileURLToPath(new URL('worker.js', import.meta.url))
const NOTHING: Stand = { kind: 'stand', enrolled: 0, connected: 0, reports: 0, changes: 0, memoryBytes: 0 }

/** The processes with the simulated hosts. */
export class Workers {
  readonly #children: ChildProcess[]
  readonly #stands = new Map<ChildProcess, Stand>()

  /** @param signal ends them at once */
  constructor(count: number, signal: AbortSignal) {
    this.#children = Array.from({ length: count }, () => {
      // Of a process group of its own: Ctrl-C on the terminal reaches the demo alone, which ends them in its order.
      const child = fork(SCRIPT, { detached: true, serialization: 'advanced' })
      child.on('message', (message) => {
        const said = word.parse(message)
        if (said.kind === 'stand') this.#stands.set(child, said)
      })
      return child
    })
    signal.addEventListener('abort', () => this.end(), { once: true })
  }

  /** All of them together. */
  get stand(): Stand {
    return [...this.#stands.values()].reduce(
      (sum, each) => ({
        kind: 'stand',
        enrolled: sum.enrolled + each.enrolled,
        connected: sum.connected + each.connected,
        reports: sum.reports + each.reports,
        changes: sum.changes + each.changes,
        memoryBytes: sum.memoryBytes + each.memoryBytes,
      }),
      NOTHING,
    )
  }

  /** Asks each of them for its part, and answers what all of them gave. Throws DemoFailure. */
  async ask(taskOf: (worker: number) => Task): Promise<Identity[]> {
    const answers = await Promise.all(this.#children.map((child, n) => askOne(child, taskOf(n))))
    return answers.flat()
  }

  end(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}

function askOne(child: ChildProcess, task: Task): Promise<Identity[]> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(
        new DemoFailure('hosts_failed', `the simulated hosts could not ${task.kind}: ${why}`, {
          hint: why.includes('too_many_requests')
            ? 'The server limits how many enroll in a minute: start it with GOHERD_LIMIT_ENROLL=1000000, or take fewer hosts.'
            : 'Look into the server log, or try fewer --hosts.',
        }),
      )
    const hear = (message: unknown) => {
      const said = word.parse(message)
      if (said.kind === 'stand') return
      child.off('message', hear)
      child.off('exit', gone)
      if (said.kind === 'failed') fail(said.message)
      else resolve(said.identities)
    }
    const gone = () => fail('their process ended')
    child.on('message', hear)
    child.once('exit', gone)
    child.send(task)
  })
}

import { type RollbackView, rollbackView } from '@goherd/protocol'
import { type ApiClient, route } from './api-client.js'
import { CliFailure } from './cli-failure.js'
import type { FoundServer } from './find-server.js'
import { createPulse, follow } from './follow.js'
import type { Invocation } from './invocation.js'
import { openLiveLink } from './live-link.js'
import { rollbackProgress, rollbackText } from './render/rollback.js'

const LOOK_EVERY_MS = 1000

interface Running {
  readonly api: ApiClient
  readonly server: FoundServer
  readonly started: RollbackView
}

/**
 * Waits until a rollback has ended and prints how. When the waiting ends first (--timeout, Ctrl-C), prints how far it was
 * and passes the failure on: the rollback itself goes on without anybody watching.
 */
export async function waitForRollback(
  { output, interrupt }: Invocation,
  { api, server, started }: Running,
): Promise<RollbackView> {
  let last = started
  const print = () => output.data(last, (style) => rollbackText(last, style))
  const seen = (view: RollbackView) => {
    last = view
    output.progress(rollbackProgress(view, process.stderr.isTTY === true))
  }
  const isOver = (view: RollbackView) => view.state !== 'running'
  seen(started)
  if (isOver(started)) {
    print()
    return started
  }
  const pulse = createPulse(LOOK_EVERY_MS, interrupt)
  const link = openLiveLink(server, ['rollback.changed'], pulse.nudge)
  try {
    const path = route`/api/rollbacks/${started.id}`
    const lost = (failure: CliFailure) => output.progress(`${failure.message}; still trying`)
    const look = () => api.get(path, rollbackView)
    await follow({ look, done: isOver, seen, lost, nextLook: pulse.next })
  } catch (thrown) {
    if (thrown instanceof CliFailure && (thrown.exit === 'timeout' || thrown.exit === 'interrupted')) {
      print()
      output.note(`It goes on. Watch it again: goherd rollback get ${last.id} --wait`)
    }
    throw thrown
  } finally {
    link.close()
  }
  print()
  return last
}

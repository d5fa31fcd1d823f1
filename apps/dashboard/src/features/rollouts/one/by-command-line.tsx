import type { RolloutView } from '@goherd/protocol'
import { CopyLine } from '../../../ui/copy-line'
import { Panel } from '../../../ui/panel'

/** The same page as commands and as requests. */
export function ByCommandLine({ rollout }: { rollout: RolloutView }) {
  const id = rollout.id
  const isOver = rollout.state === 'finished'
  return (
    <Panel title="By command line and API">
      <div className="grid gap-2">
        <CopyLine what="watch command" text={`goherd rollout watch ${id}`} />
        {!isOver && (
          <CopyLine
            what="pause command"
            text={`goherd rollout pause ${id} --reason "look at the canary first"`}
          />
        )}
        {!isOver && (
          <CopyLine
            what="abort command"
            text={`goherd rollout abort ${id} --hosts revert --reason "builds break"`}
          />
        )}
        <CopyLine what="API call" text={`GET /api/rollouts/${id}`} />
        <CopyLine what="API call for hosts" text={`GET /api/rollouts/${id}/hosts?progress=failed`} />
      </div>
    </Panel>
  )
}

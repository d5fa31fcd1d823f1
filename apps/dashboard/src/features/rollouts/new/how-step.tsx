'use client'

import { Button } from '../../../ui/button'
import { SelectField, TextField } from '../../../ui/field'
import { Panel } from '../../../ui/panel'
import { WindowsEditor } from '../../windows/windows-editor'
import { GatesEditor } from './gates-editor'
import type { StageDraft } from './how-draft'
import { PRESETS, presetStages } from './presets'
import { StagesEditor } from './stages-editor'
import type { StepProps } from './step-props'

/** A gate that no stage has would never be asked: a new one begins in the first stage. */
export function withNewGate(stages: readonly StageDraft[], name: string): StageDraft[] {
  return stages.map((stage, index) => (index === 0 ? { ...stage, gates: [...stage.gates, name] } : stage))
}

/** Stages name their gates: when a gate is called otherwise, or is gone, so it is there. */
export function withRenamedGate(
  stages: readonly StageDraft[],
  [from, to]: readonly [from: string, to: string | null],
): StageDraft[] {
  return stages.map((stage) => ({
    ...stage,
    gates: stage.gates.flatMap((name) => (name === from ? (to === null ? [] : [to]) : [name])),
  }))
}

function Spread({ how, setHow, mistakes }: StepProps) {
  return (
    <Panel title="Spread and silence">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Spread by label"
          placeholder="site"
          value={how.spreadBy}
          hint="Stages cover each value of it, besides each platform."
          error={mistakes.spreadBy}
          onChange={(event) => setHow({ spreadBy: event.target.value })}
        />
        <TextField
          label="Silent after"
          value={how.silentAfter}
          hint="A host that is updating and not heard of for so long counts as vanished."
          error={mistakes.silentAfterSeconds}
          onChange={(event) => setHow({ silentAfter: event.target.value })}
        />
        <TextField
          label="Failure domain"
          placeholder="rack"
          value={how.capLabel}
          hint="A label. Empty: no cap."
          error={mistakes['domainCap.label']}
          onChange={(event) => setHow({ capLabel: event.target.value })}
        />
        <TextField
          label="At most per domain at a time"
          disabled={how.capLabel === ''}
          value={how.capHosts}
          error={mistakes['domainCap.hosts']}
          onChange={(event) => setHow({ capHosts: event.target.value })}
        />
      </div>
    </Panel>
  )
}

function Timing({ how, setHow, mistakes }: StepProps) {
  return (
    <Panel title="When">
      <div className="grid gap-5">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Start at (UTC)"
            type="datetime-local"
            value={how.startAt}
            hint="Empty: at once."
            error={mistakes.startAt}
            onChange={(event) => setHow({ startAt: event.target.value })}
          />
          <SelectField
            label="If another rollout is under way there"
            value={how.conflict}
            hint={
              how.conflict === 'refuse'
                ? 'This one is refused, with the reason.'
                : 'The other one ends where it is, and this one takes over.'
            }
            onChange={(event) =>
              setHow({ conflict: event.target.value === 'supersede' ? 'supersede' : 'refuse' })
            }
          >
            <option value="refuse">Refuse this one</option>
            <option value="supersede">Supersede the other one</option>
          </SelectField>
        </div>
        <WindowsEditor
          windows={how.windows}
          mistakes={mistakes}
          onChange={(windows) => setHow({ windows })}
        />
      </div>
    </Panel>
  )
}

/** Step 3: in which stages, and what has to hold. */
export function HowStep({ hosts, ...props }: StepProps & { hosts: number }) {
  const { how, setHow, mistakes } = props
  return (
    <div className="grid gap-5">
      <Panel
        title="Stages"
        flush
        actions={PRESETS.map(({ id, word, note }) => (
          <Button
            key={id}
            size="small"
            title={note}
            onClick={() => setHow({ stages: presetStages(id, hosts) })}
          >
            {word}
            <span className="hidden font-normal text-ink-3 sm:inline">{note}</span>
          </Button>
        ))}
      >
        <StagesEditor
          stages={how.stages}
          gates={how.gates.map(({ name }) => name)}
          mistakes={mistakes}
          onChange={(stages) => setHow({ stages })}
        />
      </Panel>
      <Panel title="Gates" note="must answer pass before the next stage; tick them in the stages" flush>
        <GatesEditor
          gates={how.gates}
          mistakes={mistakes}
          onAdd={(gate) =>
            setHow({ gates: [...how.gates, gate], stages: withNewGate(how.stages, gate.name) })
          }
          onChange={(gates, renamed) =>
            setHow({
              gates,
              ...(renamed === undefined ? {} : { stages: withRenamedGate(how.stages, renamed) }),
            })
          }
        />
      </Panel>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Timing {...props} />
        <Spread {...props} />
      </div>
    </div>
  )
}

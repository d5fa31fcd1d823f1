import { TextField } from '../../ui/field'
import { PolicyFields, ToolchainField } from './policy-fields'
import { SettingsEditor } from './settings-editor'
import type { DesiredEditing } from './use-desired-editing'
import { versionNote } from './version-note'

/** What a group shall have, field by field. */
export function DesiredFields({ of }: { of: DesiredEditing }) {
  const { draft, current, catalogue, edit } = of
  const note = versionNote(draft.go, catalogue)
  return (
    <>
      <TextField
        label="Go version"
        mono
        placeholder="1.22 or go1.22.12"
        value={draft.go}
        list="known-releases"
        onChange={(event) => edit({ go: event.target.value })}
        hint={note.kind === 'ok' ? note.note : 'A language line such as 1.22 takes its newest patch.'}
        error={note.kind === 'wrong' ? note.note : undefined}
      />
      <datalist id="known-releases">
        {catalogue.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <ToolchainField rows={draft.rows} onChange={(rows) => edit({ rows })} />
      <SettingsEditor rows={draft.rows} current={current} onChange={(rows) => edit({ rows })} />
      <PolicyFields draft={draft.policy} onChange={(policy) => edit({ policy })} />
    </>
  )
}

'use client'

import type { RolloutCommandRequest, RolloutView } from '@goherd/protocol'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../../ui/button'
import { Dialog, DialogActions } from '../../../ui/dialog'
import { FailureNotice } from '../../../ui/failure-notice'
import { TextField } from '../../../ui/field'
import { useRolloutCommand } from '../rollout-queries'
import { type Asked, consequences, groupConsequence } from './consequences'
import type { ControlWords } from './control-words'

type Ending = 'keep' | 'revert'

/** The request for a command with what the dialog holds. */
export function toCommand(
  words: ControlWords,
  { hash }: Pick<RolloutView, 'hash'>,
  { reason, ending }: { readonly reason: string; readonly ending: Ending },
): RolloutCommandRequest {
  const { command } = words
  switch (command) {
    case 'approve':
      return { command, hash }
    case 'abort':
      return { command, hosts: ending, reason }
    case 'pause':
    case 'resume':
    case 'promote':
    case 'retry':
      return { command, reason }
  }
}

function Consequences({ asked, rollout }: { asked: Asked; rollout: RolloutView }) {
  const group = groupConsequence(asked, rollout)
  return (
    <div className="grid gap-2">
      <dl
        aria-label="What happens to the hosts"
        className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 rounded-md border border-line bg-inset/50 px-3 py-2.5"
      >
        {consequences(asked, rollout).map(({ hosts, says }) => (
          <div key={hosts} className="col-span-2 grid grid-cols-subgrid">
            <dt className="font-medium">{hosts}</dt>
            <dd className="text-ink-2">{says}</dd>
          </div>
        ))}
      </dl>
      {group !== null && <p className="text-ink-2">{group}</p>}
    </div>
  )
}

function EndingChoice({ ending, onChange }: { ending: Ending; onChange: (ending: Ending) => void }) {
  const name = useId()
  const choice = (value: Ending, word: string, note: string) => (
    <label className="flex items-start gap-2.5 rounded-md border border-line px-3 py-2 has-checked:border-ink-3 has-checked:bg-inset">
      <input
        type="radio"
        name={name}
        value={value}
        checked={ending === value}
        onChange={() => onChange(value)}
        className="mt-1 accent-accent"
      />
      <span>
        <span className="font-medium">{word}</span> <span className="block text-ink-2 text-xs">{note}</span>
      </span>
    </label>
  )
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="mb-1 font-medium text-xs">What becomes of the hosts</legend>
      {choice('revert', 'Revert', 'Everyone who was touched goes back.')}
      {choice('keep', 'Keep', 'Everyone stays where they are now.')}
    </fieldset>
  )
}

interface CommandDialogProps {
  readonly words: ControlWords
  readonly rollout: RolloutView
  readonly onClose: () => void
}

/** Asks before a rollout is told something, and says what becomes of each kind of host. */
export function CommandDialog({ words, rollout, onClose }: CommandDialogProps) {
  const [reason, setReason] = useState('')
  const [ending, setEnding] = useState<Ending>('revert')
  const send = useRolloutCommand(rollout.id)
  const asked: Asked = words.command === 'abort' ? `abort-${ending}` : words.command
  const isMissing = words.reason === 'needed' && reason.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isMissing) send.mutate(toCommand(words, rollout, { reason, ending }), { onSuccess: onClose })
  }
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={words.question} lead={words.lead}>
      <form noValidate onSubmit={submit} className="grid gap-4">
        {send.isError && <FailureNotice error={send.error} />}
        {words.command === 'abort' && <EndingChoice ending={ending} onChange={setEnding} />}
        <Consequences asked={asked} rollout={rollout} />
        {words.command === 'approve' && (
          <p className="text-ink-2">
            Your approval is bound to this plan:{' '}
            <code className="break-all font-mono text-xs">{rollout.hash.slice(0, 12)}</code>
          </p>
        )}
        {words.reason !== 'none' && (
          <TextField
            label="Reason"
            maxLength={500}
            value={reason}
            placeholder={words.reason === 'needed' ? 'Why? It stands in the event log.' : 'Optional'}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look={words.command === 'abort' ? 'danger' : 'primary'}
            busy={send.isPending}
            refusal={isMissing ? 'say why first' : undefined}
          >
            {words.go}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

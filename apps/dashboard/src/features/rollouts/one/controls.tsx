'use client'

import type { RolloutView } from '@goherd/protocol'
import { useState } from 'react'
import { Button } from '../../../ui/button'
import { useRefusal } from '../../access/use-me'
import { usePageActions } from '../../palette/page-registry'
import { CommandDialog } from './command-dialog'
import { CONTROLS, type ControlWords } from './control-words'

interface ControlProps {
  readonly words: ControlWords
  readonly rollout: RolloutView
  readonly onAsk: () => void
}

function Control({ words, rollout, onAsk }: ControlProps) {
  const { command, icon: Icon, word } = words
  const mayNot = useRefusal(`rollout.${command}`)
  const refusal = mayNot ?? rollout.commands[command] ?? undefined
  usePageActions([{ id: `rollout-${command}`, label: `Rollout: ${word.toLowerCase()}`, refusal, run: onAsk }])
  const needsPerson = command === 'approve' && rollout.state === 'approving' && refusal === undefined
  return (
    <Button
      look={command === 'abort' ? 'danger-outline' : needsPerson ? 'primary' : 'secondary'}
      refusal={refusal}
      onClick={onAsk}
    >
      <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      {word}
    </Button>
  )
}

/** What can be asked of a rollout. What makes no sense now stays in sight, with the reason. */
export function Controls({ rollout }: { rollout: RolloutView }) {
  const [asked, setAsked] = useState<ControlWords | null>(null)
  return (
    <>
      <div role="toolbar" aria-label="Controls" className="flex flex-wrap gap-2">
        {CONTROLS.map((words) => (
          <Control key={words.command} words={words} rollout={rollout} onAsk={() => setAsked(words)} />
        ))}
      </div>
      {asked !== null && <CommandDialog words={asked} rollout={rollout} onClose={() => setAsked(null)} />}
    </>
  )
}

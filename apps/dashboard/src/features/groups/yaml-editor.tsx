'use client'

import { type RefObject, useId, useRef } from 'react'
import { asSentence } from '../../ui/as-sentence'
import { CopyButton } from '../../ui/copy-button'
import { readGroupYaml } from './read-group-yaml'
import type { DesiredEditing } from './use-desired-editing'
import { writeGroupYaml } from './write-group-yaml'
import { atTheirLines, type LineMistake, spanOf } from './yaml-reading'

function LineNumbers({ count, wrong }: { count: number; wrong: ReadonlySet<number> }) {
  return (
    <ol aria-hidden className="select-none border-line border-r bg-inset py-2 text-right text-ink-3">
      {Array.from({ length: count }, (_, at) => at + 1).map((line) => (
        <li key={line} className={wrong.has(line) ? 'bg-bad-soft px-2 font-semibold text-bad' : 'px-2'}>
          {line}
        </li>
      ))}
    </ol>
  )
}

function Mistakes({
  mistakes,
  onLine,
}: {
  mistakes: readonly LineMistake[]
  onLine: (line: number) => void
}) {
  return (
    <ul className="grid gap-1 text-bad text-xs">
      {mistakes.map(({ line, message }) => (
        <li key={`${line} ${message}`} className="flex gap-2">
          <button
            type="button"
            aria-label={`Go to line ${line}`}
            onClick={() => onLine(line)}
            className="shrink-0 self-start font-medium underline underline-offset-2"
          >
            Line {line}
          </button>
          <span className="min-w-0 break-words">{asSentence(message)}</span>
        </li>
      ))}
    </ul>
  )
}

interface TextAreaProps {
  readonly id: string
  readonly text: string
  readonly mistakes: readonly LineMistake[]
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly onText: (text: string) => void
}

/** As high as its text, so that the line numbers stand beside their lines. */
function NumberedText({ id, text, mistakes, area, onText }: TextAreaProps) {
  const count = text.split('\n').length
  return (
    <div className="grid min-w-0 grid-cols-[auto_1fr] overflow-hidden rounded-md border border-line-strong font-mono text-xs leading-5 focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-1">
      <LineNumbers count={count} wrong={new Set(mistakes.map(({ line }) => line))} />
      <textarea
        ref={area}
        id={id}
        value={text}
        rows={count}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        aria-invalid={mistakes.length > 0 || undefined}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => onText(target.value)}
        className="min-h-40 min-w-0 resize-none overflow-x-auto whitespace-pre bg-panel px-3 py-2 leading-5 outline-none"
      />
    </div>
  )
}

/** The desired state as the group's part of a fleet file. It brings the reader of YAML with it, so a page loads it when it is opened. */
export function YamlEditor({ group, of }: { group: string; of: DesiredEditing }) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const { editing, draft } = of
  const text = editing?.yaml?.text ?? writeGroupYaml(group, draft)
  const reading = editing?.yaml?.reading ?? readGroupYaml(text, group)
  const mistakes = atTheirLines(reading, of.mistakes)
  const type = (next: string) => of.typeYaml({ text: next, reading: readGroupYaml(next, group) })
  const goTo = (line: number) => {
    const { start, end } = spanOf(line, text)
    area.current?.focus()
    area.current?.setSelectionRange(start, end)
  }
  return (
    <div className="grid min-w-0 gap-2">
      <label htmlFor={id} className="font-medium text-xs">
        Desired state as YAML
      </label>
      <NumberedText {...{ id, text, mistakes, area }} onText={type} />
      <div id={`${id}-note`} className="grid gap-1">
        <div role="status">{mistakes.length > 0 && <Mistakes mistakes={mistakes} onLine={goTo} />}</div>
        <p className="text-ink-3 text-xs">
          A fleet file with this one group, as <code className="font-mono">goherd apply -f</code> takes it.
        </p>
      </div>
      <div>
        <CopyButton text={() => text}>Copy YAML</CopyButton>
      </div>
    </div>
  )
}

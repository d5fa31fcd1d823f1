'use client'

import type { RevisionView } from '@goherd/protocol'
import { ArrowLeftRight } from 'lucide-react'
import { useQueryState } from 'nuqs'
import { Button } from '../../ui/button'
import { SelectField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { ChangeLines } from './change-lines'
import { diffDesired } from './diff-desired'
import { type RevisionPair, revisionPair } from './revision-pair'

/** What two revisions say differently; where that cannot be shown, why. */
export function RevisionDiff({ from, to }: { from: RevisionView | undefined; to: RevisionView }) {
  const changes = diffDesired(from ?? null, to)
  if (changes.length > 0) return <ChangeLines changes={changes} />
  const isHidden = from !== undefined && from.digest !== to.digest && hasMask(from) && hasMask(to)
  return (
    <p className="text-ink-3">
      {isHidden
        ? 'Only what is hidden differs: other credentials.'
        : `The same as revision ${from?.revision ?? 'none'}.`}
    </p>
  )
}

const hasMask = ({ settings }: RevisionView) => Object.values(settings).some((value) => value.includes('•••'))

interface CompareProps {
  /** The newest first. */
  readonly revisions: readonly RevisionView[]
}

function Choice({
  label,
  value,
  revisions,
  onChoose,
}: CompareProps & { label: string; value: number; onChoose: (revision: number) => void }) {
  const isThere = revisions.some(({ revision }) => revision === value)
  return (
    <SelectField
      label={label}
      value={value}
      onChange={({ target }) => onChoose(Number(target.value))}
      className="min-w-0 flex-1 basis-36"
    >
      {!isThere && <option value={value}>{`${value}: not there`}</option>}
      {revisions.map(({ revision, release, current }) => (
        <option key={revision} value={revision}>
          {`${revision} · ${release}${current ? ' · current' : ''}`}
        </option>
      ))}
    </SelectField>
  )
}

function Difference({ revisions, pair }: CompareProps & { pair: RevisionPair }) {
  const [from, to] = [pair.from, pair.to].map((number) =>
    revisions.find(({ revision }) => revision === number),
  )
  if (from !== undefined && to !== undefined) return <RevisionDiff from={from} to={to} />
  const missing = from === undefined ? pair.from : pair.to
  return (
    <Notice tone="warn" role="status" title={`This group has no revision ${missing}.`}>
      Choose another above.
    </Notice>
  )
}

/** The difference between any two revisions; which ones stands in the address. */
export function CompareRevisions({ revisions }: CompareProps) {
  const [pair, setPair] = useQueryState('diff', revisionPair)
  const [newest, before] = revisions
  if (newest === undefined || before === undefined) return null
  const set = (next: RevisionPair | null) => void setPair(next)
  if (pair === null)
    return (
      <Button
        size="small"
        className="justify-self-start"
        onClick={() => set({ from: before.revision, to: newest.revision })}
      >
        <ArrowLeftRight aria-hidden className="size-3.5" />
        Compare two revisions
      </Button>
    )
  return (
    <section aria-label="Difference of two revisions" className="grid gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <Choice
          label="From"
          value={pair.from}
          revisions={revisions}
          onChoose={(from) => set({ ...pair, from })}
        />
        <Choice label="To" value={pair.to} revisions={revisions} onChoose={(to) => set({ ...pair, to })} />
        <Button aria-label="Swap the revisions" onClick={() => set({ from: pair.to, to: pair.from })}>
          <ArrowLeftRight aria-hidden className="size-4" />
        </Button>
        <Button onClick={() => set(null)}>Close</Button>
      </div>
      <Difference revisions={revisions} pair={pair} />
    </section>
  )
}

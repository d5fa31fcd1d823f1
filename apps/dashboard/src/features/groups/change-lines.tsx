import { describePolicyPart, maskSetting, POLICY_PARTS } from '@goherd/model'
import type { DesiredChange } from './diff-desired'

function Line({ sign, change, value }: { sign: '−' | '+'; change: DesiredChange; value: string }) {
  const gone = sign === '−'
  return (
    <div className={gone ? 'bg-bad-soft text-bad' : 'bg-ok-soft text-ok'}>
      <span className="sr-only">{gone ? 'removed ' : 'added '}</span>
      <span aria-hidden className="inline-block w-6 select-none text-center">
        {sign}
      </span>
      {lineText(change.name, value)}
    </div>
  )
}

function lineText(name: string, value: string): string {
  if (name === 'Go') return value
  const part = POLICY_PARTS.find((one) => name === `policy.${one}`)
  if (part === undefined) return `${name}=${maskSetting(value)}`
  const isText = part === 'agent' || part === 'drift'
  return describePolicyPart(part, { [part]: isText ? value : Number(value) })
}

/** A difference as lines that go and lines that come. */
export function ChangeLines({ changes }: { changes: readonly DesiredChange[] }) {
  return (
    <div className="overflow-hidden rounded-md border border-line font-mono text-xs leading-6">
      {changes.map((change) => (
        <div key={change.name} className="break-all">
          {change.before !== null && <Line sign="−" change={change} value={change.before} />}
          {change.after !== null && <Line sign="+" change={change} value={change.after} />}
        </div>
      ))}
    </div>
  )
}

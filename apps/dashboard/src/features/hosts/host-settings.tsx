import { maskSetting } from '@goherd/model'
import type { HostDetail } from '@goherd/protocol'
import { clsx } from 'clsx'
import { Panel } from '../../ui/panel'
import { NewerGo } from './newer-go'

/** The Go settings that are wanted and those in the tree's go.env, secrets masked. */
export function HostSettings({ host }: { host: HostDetail }) {
  const wanted = host.wantedSettings
  const found = host.observed?.settings ?? {}
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort()
  return (
    <Panel title="Go settings" note="in go.env, secrets masked">
      {names.length === 0 && <p className="text-ink-3">As released.</p>}
      <dl className="grid gap-2.5">
        {names.map((name) => {
          const [want, have] = [wanted[name], found[name]].map((value) => value && maskSetting(value))
          return (
            <div key={name} className="grid gap-0.5">
              <dt className="font-medium font-mono text-xs">{name}</dt>
              <dd className={clsx('break-all font-mono text-xs', want === have ? 'text-ink-2' : 'text-warn')}>
                {have ?? 'not set'}
              </dd>
              {want !== have && (
                <dd className="break-all font-mono text-ink-2 text-xs">wanted: {want ?? 'not set'}</dd>
              )}
            </div>
          )
        })}
      </dl>
      <NewerGo host={host} />
    </Panel>
  )
}

import { describeContext, describeFoundGo, type EffectiveGo, fixEffective, ORIGIN_WORDS } from '@goherd/model'
import type { HostDetail } from '@goherd/protocol'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge'
import { Panel } from '../../ui/panel'
import { count } from '../../ui/quantities'
import { Version } from '../../ui/version'

/** The folders of a PATH in the order they are asked, and where among them `go` is found. */
function PathOrder({ folders, go }: { folders: readonly string[]; go: string | undefined }) {
  const first = folders.findIndex((folder) => go === `${folder}/go`)
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer text-ink-3">
        {folders.length === 0 ? 'PATH is empty' : `PATH of ${count(folders.length, 'folder')}`}
        {first >= 0 && `, go found in number ${first + 1}`}
      </summary>
      <ol className="mt-1 grid list-inside list-decimal gap-0.5 break-all font-mono text-ink-2 marker:text-ink-3">
        {folders.map((folder, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a PATH may name a folder twice, and never moves.
          <li key={place} className={clsx(place === first && 'font-semibold text-ink')}>
            {folder}
          </li>
        ))}
      </ol>
    </details>
  )
}

/** What an agent that has looked leaves to be said of one way to start a build. */
function Context({ found }: { found: EffectiveGo['contexts'][number] }) {
  const { go } = found
  const isManaged = go?.origin === 'managed'
  const fix =
    go === null
      ? fixEffective({ kind: 'not-on-path', ...found })
      : isManaged
        ? null
        : fixEffective({ kind: 'shadowed', ...found, go })
  return (
    <li className="grid gap-1 px-4 py-2.5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium first-letter:uppercase">{describeContext(found)}</span>
        {go === null ? (
          <Badge>No go on PATH</Badge>
        ) : (
          <>
            <Badge tone={isManaged ? 'ok' : 'warn'}>{isManaged ? 'Managed' : ORIGIN_WORDS[go.origin]}</Badge>
            {go.release === null ? (
              <span className="text-ink-3 text-xs">does not say its release</span>
            ) : (
              <Version name={go.release} />
            )}
          </>
        )}
      </p>
      {go !== null && <p className="break-all font-mono text-ink-2 text-xs">{go.path}</p>}
      {found.path && <PathOrder folders={found.path} go={go?.path} />}
      {fix !== null && <p className="text-ink-3 text-xs">{fix}.</p>}
    </li>
  )
}

function Lines({ title, note, lines }: { title: string; note: string; lines: readonly ReactNode[] }) {
  if (lines.length === 0) return null
  return (
    <div className="grid gap-1 px-4 py-2.5">
      <p>
        <span className="font-medium">{title}</span> <span className="text-ink-3 text-xs">{note}</span>
      </p>
      <ul className="grid gap-0.5 break-all font-mono text-ink-2 text-xs">
        {lines.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one report, which never move.
          <li key={place}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

function Inventory({ effective }: { effective: EffectiveGo }) {
  const { others, toolchains, overrides, workspaces, tools } = effective
  return (
    <>
      <Lines
        title="Other Gos"
        note="on this host, not of this agent; never touched"
        lines={others.map(describeFoundGo)}
      />
      <Lines
        title="Downloaded toolchains"
        note="GOTOOLCHAIN=auto fetched them; local forbids it"
        lines={toolchains.map(({ release, path }) => `${release ?? 'unknown'} ${path}`)}
      />
      <Lines
        title="Stronger than go.env"
        note="take them away where they stand"
        lines={overrides.map(({ name, value, where }) => (
          <span key={name} className={clsx(name === 'GOROOT' && 'text-warn')}>
            {`${name}=${value}, by ${where}`}
          </span>
        ))}
      />
      <Lines
        title="Workspaces"
        note="registered on the host with goherd-agent watch"
        lines={workspaces.map(({ path, wants, file }) =>
          wants === null ? `${path}: asks for nothing` : `${path}: ${file ?? 'a file'} asks for ${wants}`,
        )}
      />
      <Lines
        title="Tools that another Go built"
        note="build them again with the active one"
        lines={tools.map(({ path, release }) => `${path}, by ${release}`)}
      />
    </>
  )
}

/** What builds on a host would really run, each way of starting one with its reason and what changes it. */
export function BuildsRun({ host }: { host: HostDetail }) {
  const effective = host.observed?.effective
  if (effective === undefined)
    return (
      <Panel title="What builds run">
        <p className="text-ink-3">
          {host.state === 'unmanaged'
            ? 'Its group manages no Go, so nobody looks.'
            : host.observed === null
              ? 'Not known: the agent has not reported yet.'
              : 'Nobody has looked yet: Recheck asks the agent to. An agent that cannot look tells nothing here.'}
        </p>
      </Panel>
    )
  return (
    <Panel
      title="What builds run"
      note={
        effective.onPath
          ? 'PATH is set up for Goherd'
          : 'Goherd was not put on PATH here: none of this is drift'
      }
      flush
    >
      <ul className="divide-y divide-line">
        {effective.contexts.map((found) => (
          <Context key={`${found.user} ${found.context}`} found={found} />
        ))}
      </ul>
      <div className="divide-y divide-line border-line border-t empty:hidden">
        <Inventory effective={effective} />
      </div>
    </Panel>
  )
}

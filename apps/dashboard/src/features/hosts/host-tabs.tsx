'use client'

import { Tabs } from '@base-ui/react/tabs'
import type { HostDetail } from '@goherd/protocol'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { ComponentType } from 'react'
import { BuildsRun } from './builds-run'
import { HostFacts } from './host-facts'
import { HostLabels } from './host-labels'
import { HostRemoval } from './host-removal'
import { HostSettings } from './host-settings'
import { InstalledGos } from './installed-gos'
import { Snapshots } from './snapshots'
import { Timeline } from './timeline'

const NAMES = ['timeline', 'installed', 'snapshots', 'environment', 'facts'] as const
type TabName = (typeof NAMES)[number]

interface OfHost {
  readonly host: HostDetail
}

function TimelineTab({ host }: OfHost) {
  return <Timeline name={host.name} />
}

function EnvironmentTab({ host }: OfHost) {
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[1.6fr_1fr]">
      <BuildsRun host={host} />
      <HostSettings host={host} />
    </div>
  )
}

function FactsTab({ host }: OfHost) {
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <HostFacts host={host} />
      <div className="grid gap-5">
        <HostLabels host={host} />
        <HostRemoval host={host} />
      </div>
    </div>
  )
}

const TABS: Readonly<Record<TabName, { readonly word: string; readonly panel: ComponentType<OfHost> }>> = {
  timeline: { word: 'Timeline', panel: TimelineTab },
  installed: { word: 'Installed Gos', panel: InstalledGos },
  snapshots: { word: 'Snapshots', panel: Snapshots },
  environment: { word: 'Environment', panel: EnvironmentTab },
  facts: { word: 'Facts', panel: FactsTab },
}

const tab = parseAsStringLiteral(NAMES).withDefault('timeline').withOptions({ history: 'push' })

/** What is known of a host, one subject a tab; which one stands in the address. */
export function HostTabs({ host }: OfHost) {
  const [current, setCurrent] = useQueryState('tab', tab)
  return (
    <Tabs.Root
      value={current}
      onValueChange={(value) => void setCurrent(NAMES.find((name) => name === value) ?? null)}
      className="grid min-w-0 grid-cols-1 gap-5"
    >
      <Tabs.List aria-label="About this host" className="flex gap-1 overflow-x-auto border-line border-b">
        {NAMES.map((name) => (
          <Tabs.Tab
            key={name}
            value={name}
            className="-mb-px h-9 shrink-0 border-transparent border-b-2 px-3 font-medium text-ink-2 hover:text-ink aria-selected:border-ink aria-selected:text-ink"
          >
            {TABS[name].word}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {NAMES.map((name) => {
        const { panel: Shown } = TABS[name]
        return (
          <Tabs.Panel key={name} value={name}>
            <Shown host={host} />
          </Tabs.Panel>
        )
      })}
    </Tabs.Root>
  )
}

'use client'

import { Tabs } from '@base-ui/react/tabs'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { ComponentType } from 'react'
import { ApiTokensPanel } from '../access/api-tokens-panel'
import { PeoplePanel } from '../access/people-panel'
import { EnrollmentPanel } from '../enrollment/enrollment-panel'
import { MirrorsPanel } from '../mirrors/mirrors-panel'
import { WebhooksPanel } from '../webhooks/webhooks-panel'
import { AboutPanel } from './about-panel'

const NAMES = ['enrollment', 'people', 'tokens', 'webhooks', 'mirrors', 'about'] as const
type TabName = (typeof NAMES)[number]

const TABS: Readonly<Record<TabName, { readonly word: string; readonly panel: ComponentType }>> = {
  enrollment: { word: 'Enrollment', panel: EnrollmentPanel },
  people: { word: 'People', panel: PeoplePanel },
  tokens: { word: 'API tokens', panel: ApiTokensPanel },
  webhooks: { word: 'Webhooks', panel: WebhooksPanel },
  mirrors: { word: 'Mirrors', panel: MirrorsPanel },
  about: { word: 'About', panel: AboutPanel },
}

const tab = parseAsStringLiteral(NAMES).withDefault('enrollment').withOptions({ history: 'push' })

/** The settings, one subject a tab; which one stands in the address. */
export function SettingsTabs() {
  const [current, setCurrent] = useQueryState('tab', tab)
  return (
    <Tabs.Root
      value={current}
      onValueChange={(value) => void setCurrent(NAMES.find((name) => name === value) ?? null)}
      className="grid max-w-6xl grid-cols-1 gap-5"
    >
      <Tabs.List aria-label="Settings" className="flex gap-1 overflow-x-auto border-line border-b">
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
            <Shown />
          </Tabs.Panel>
        )
      })}
    </Tabs.Root>
  )
}

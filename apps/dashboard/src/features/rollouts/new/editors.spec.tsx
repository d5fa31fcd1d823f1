import type { RolloutPlan, RolloutRequest } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../../live/query-keys'
import { markup, type Seed, words } from '../../../testing/render'
import { aGroup, aStatus, OPERATOR } from '../../../testing/sample-fleet'
import { aRolloutPlan } from '../../../testing/sample-rollouts'
import { WindowsEditor } from '../../windows/windows-editor'
import { useRolloutPlan } from '../rollout-queries'
import { NO_CHANGE } from './change-draft'
import { type DraftRequest, STEPS } from './draft-request'
import { COMPARISONS, GATE_FORMS, GATE_KINDS, newGate } from './gate-draft'
import { GatesEditor } from './gates-editor'
import type { StageDraft } from './how-draft'
import { NewRollout } from './new-rollout'
import { PlanStrip } from './plan-strip'
import { presetStages } from './presets'
import { StagesEditor } from './stages-editor'
import { UnsetEditor } from './unset-editor'

const nothing = () => {}
const legends = (html: string) =>
  [...html.matchAll(/<legend class="sr-only">([^<]+)<\/legend>/g)].map(([, text]) => text)
const labels = (html: string) => [...html.matchAll(/<label[^>]*>([^<]+)<\/label>/g)].map(([, text]) => text)

describe('the stages editor', () => {
  const editor = (stages: readonly StageDraft[], mistakes = {}, gates: readonly string[] = []) =>
    markup(<StagesEditor stages={stages} gates={gates} mistakes={mistakes} onChange={nothing} />)

  it('is a group of fields for each stage, with the ways to move and remove it', () => {
    const html = editor(presetStages('careful', 100))
    expect(legends(html)).toEqual(['Stage 1', 'Stage 2', 'Stage 3', 'Stage 4'])
    for (const label of ['Move stage 2 up', 'Move stage 2 down', 'Remove stage 2'])
      expect(html).toContain(`aria-label="${label}"`)
  })

  it('never lets the last one go, nor one move past the ends', () => {
    const [only] = presetStages('quick', 1)
    const html = only === undefined ? '' : editor([only])
    for (const label of ['Move stage 1 up', 'Move stage 1 down', 'Remove stage 1'])
      expect(html).toMatch(new RegExp(`aria-label="${label}"[^>]*disabled=""`))
  })

  it('says at the field what is wrong with it', () => {
    const html = editor(presetStages('quick', 9), { 'stages.1.soakSeconds': 'Write a time such as 10m.' })
    expect(html.match(/role="alert"/g)).toHaveLength(1)
    expect(html).toMatch(/aria-invalid="true"[^>]*value="0"|value="0"[^>]*aria-invalid="true"/)
  })

  it('offers the gates there are to each stage', () => {
    const stages = presetStages('quick', 9).map((stage, index) => ({
      ...stage,
      gates: index === 0 ? ['cli'] : [],
    }))
    const boxes = [...editor(stages, {}, ['cli']).matchAll(/<input type="checkbox"[^>]*>/g)].map(
      ([box]) => box,
    )
    expect(boxes.map((box) => box.includes('checked'))).toEqual([true, false])
    expect(editor(stages)).not.toContain('type="checkbox"')
  })
})

describe('the gates editor', () => {
  const all = GATE_KINDS.map((kind) => newGate(kind, []))
  const html = markup(
    <GatesEditor
      gates={all}
      mistakes={{ 'gates.0.module.sum': 'Copy the h1: line.' }}
      onAdd={nothing}
      onChange={nothing}
    />,
  )

  it('has the fields of each kind', () => {
    expect(legends(html)).toEqual(['Gate build', 'Gate smoke', 'Gate prometheus', 'Gate webhook'])
    const expected = GATE_KINDS.flatMap((kind) => [
      'Name',
      ...GATE_FORMS[kind].fields.map(({ label }) => label),
    ])
    expect(labels(html)).toEqual(expected)
  })

  it('lets a comparison be chosen, says what is wrong, and removes by name', () => {
    for (const comparison of COMPARISONS)
      expect(html).toContain(`>${comparison.replace('<', '&lt;').replace('>', '&gt;')}</option>`)
    expect(html).toContain('Copy the h1: line.')
    expect(html).toContain('aria-label="Remove gate webhook"')
  })

  it('offers every kind', () => {
    const empty = words(<GatesEditor gates={[]} mistakes={{}} onAdd={nothing} onChange={nothing} />)
    expect(empty).toBe('Add real build Add smoke check Add Prometheus query Add webhook')
  })
})

describe('the windows editor', () => {
  const window = { timeZone: 'Europe/Berlin', days: [1, 7], from: '22:00', to: '04:00' }

  it('presses the days that are in it', () => {
    const html = markup(<WindowsEditor windows={[window]} mistakes={{}} onChange={nothing} />)
    const pressed = [...html.matchAll(/aria-pressed="(true|false)"[^>]*>(\w+)</g)].filter(
      ([, on]) => on === 'true',
    )
    expect(pressed.map(([, , day]) => day)).toEqual(['Mon', 'Sun'])
    expect(legends(html)).toEqual(['Window 1'])
    expect(html).toContain('value="Europe/Berlin"')
  })

  it('says what none means', () => {
    expect(words(<WindowsEditor windows={[]} mistakes={{}} onChange={nothing} />)).toContain(
      'None: stages start at any time.',
    )
  })
})

describe('settings to take away', () => {
  it('offers each once, and not what is set', () => {
    const change = { ...NO_CHANGE, unset: ['GOPROXY'], rows: [{ name: 'GOFLAGS', value: '-v' }] }
    const html = markup(<UnsetEditor change={change} onChange={nothing} />)
    expect(html).toContain('aria-label="Keep GOPROXY"')
    expect(html).not.toContain('<option>GOPROXY</option>')
    expect(html).not.toContain('<option>GOFLAGS</option>')
    expect(html).toContain('<option>GOPRIVATE</option>')
  })
})

const WRONG: DraftRequest = {
  kind: 'wrong',
  step: 'where',
  says: 'choose at least one group first',
  mistakes: {},
}
const REQUEST: RolloutRequest = { groups: ['build'], change: { go: '1.23' }, stages: [{ size: 1 }] }

function Strip({ step, request }: { step: (typeof STEPS)[number]; request: DraftRequest }) {
  const plan = useRolloutPlan(request.kind === 'ok' ? request.request : null)
  return <PlanStrip step={step} request={request} plan={plan} onGo={nothing} />
}

describe('the strip below each step', () => {
  const planned = (plan: RolloutPlan): Seed => [[keys.rolloutPlan(REQUEST), plan]]

  it('says what comes out so far', () => {
    const ok = words(<Strip step="how" request={{ kind: 'ok', request: REQUEST }} />, planned(aRolloutPlan()))
    expect(ok).toBe('Back Next 10 hosts in 3 stages (1, 4, 5), at least 20 min.')
  })

  it('asks for what this step still needs, but not for what a later one does', () => {
    expect(words(<Strip step="where" request={WRONG} />)).toContain('Choose at least one group first.')
    expect(words(<Strip step="what" request={WRONG} />)).toBe('Next')
    expect(markup(<Strip step="how" request={WRONG} />)).toContain('aria-disabled="true"')
  })

  it('leads on from every step but the last, and back from every but the first', () => {
    const ways = STEPS.map((step) => words(<Strip step={step} request={{ kind: 'ok', request: REQUEST }} />))
    expect(ways.map((way) => [way.includes('Back'), way.includes('Next')])).toEqual([
      [false, true],
      [true, true],
      [true, true],
      [true, false],
    ])
  })
})

describe('a change that was begun on the page of a group', () => {
  it('is there when the rollout is written', () => {
    const seed: Seed = [
      [keys.me, OPERATOR],
      [keys.status, aStatus()],
      [keys.groups, { groups: [aGroup()] }],
      [
        keys.rolloutDraft,
        { rows: [{ name: 'GOFLAGS', value: '-trimpath' }], unset: ['GOPROXY'], policy: { keep: 4 } },
      ],
    ]
    const html = markup(<NewRollout />, seed, '?groups=build')
    expect(html).toContain('value="-trimpath"')
    expect(html).toContain('aria-label="Keep GOPROXY"')
    expect(words(<NewRollout />, seed, '?groups=build')).toContain('keeps 4 releases')
  })
})

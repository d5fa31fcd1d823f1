import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aGroup, aRelease, aStatus, OPERATOR, VIEWER } from '../../testing/sample-fleet'
import { DesiredForm } from './desired-form'
import { typedYaml } from './editing'
import { readGroupYaml } from './read-group-yaml'
import { useDesiredEditing } from './use-desired-editing'
import { ViewSwitch } from './view-switch'
import { YamlEditor } from './yaml-editor'

const GROUP = aGroup({
  desired: { release: 'go1.22.12', settings: { GOFLAGS: '-trimpath' }, policy: { keep: 4 } },
})

const seed = (me = OPERATOR): Seed => [
  [keys.me, me],
  [keys.status, aStatus()],
  [keys.releases, { source: 'x', syncedAt: null, releases: [aRelease('go1.22.12')] }],
]

/** The editor as it is after a text was typed into it; without one as it is opened. */
function Editor({ typed }: { typed?: string }) {
  const of = useDesiredEditing(GROUP)
  if (typed === undefined) return <YamlEditor group="build" of={of} />
  const editing = typedYaml(null, GROUP, { text: typed, reading: readGroupYaml(typed, 'build') })
  return <YamlEditor group="build" of={{ ...of, editing }} />
}

describe('the desired state as YAML', () => {
  it('is what the group has, to be copied into a file', () => {
    const html = markup(<Editor />, seed())
    const text = /<textarea[^>]*>([^<]*)<\/textarea>/.exec(html)?.[1]
    expect(text?.trim()).toBe(
      'version: 1\ngroups:\n  build:\n    go: go1.22.12\n    settings:\n      GOFLAGS: -trimpath\n    policy:\n      keep: 4',
    )
    expect(html).not.toContain('aria-invalid')
    expect(html).toContain('Copy YAML')
  })

  it('keeps what was typed as it was typed, and names each mistake at its line', () => {
    const typed = '# mine\nversion: 1\ngroups:\n  build:\n    setings: {}\n'
    const html = markup(<Editor typed={typed} />, seed())
    expect(html).toContain(typed.trim())
    expect(html).toContain('aria-invalid="true"')
    expect(html).toContain('aria-label="Go to line 5"')
    expect(words(<Editor typed={typed} />, seed())).toContain(
      'Line 5 Nothing reads setings here: there is go, settings, policy.',
    )
  })
})

describe('the switch between form and YAML', () => {
  it('is in the address, and brings the form first', () => {
    const form = markup(<DesiredForm group={GROUP} />, seed())
    expect(form).toMatch(/aria-pressed="true"[^>]*>Form</)
    expect(form).toContain('Releases kept on a host')
    const yaml = markup(<DesiredForm group={GROUP} />, seed(), '?as=yaml')
    expect(yaml).toMatch(/aria-pressed="true"[^>]*>YAML</)
    expect(yaml).not.toContain('Releases kept on a host')
    expect(markup(<DesiredForm group={GROUP} />, seed(), '?as=json')).toMatch(
      /aria-pressed="true"[^>]*>Form</,
    )
  })

  it('keeps reason and review in both', () => {
    for (const address of ['', '?as=yaml'])
      expect(words(<DesiredForm group={GROUP} />, seed(), address)).toContain('Reason Review change')
    expect(words(<DesiredForm group={GROUP} />, seed(VIEWER), '?as=yaml')).toContain(
      'This needs the role operator',
    )
  })

  it('does not leave YAML that cannot be read, and says why', () => {
    const wrong = 'correct line 3 of the YAML first'
    const html = markup(<ViewSwitch view="yaml" setView={() => {}} wrong={wrong} />)
    expect(html).toMatch(/title="correct line 3 of the YAML first"[^>]*>Form</)
    expect(html.match(/aria-disabled=/g)).toHaveLength(1)
  })
})

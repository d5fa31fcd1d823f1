import { describe, expect, it } from 'vitest'
import { draftOf, mistakesOf, onTopOf } from './desired-draft'
import { edited, onNewest, typedYaml, unreadable } from './editing'
import { readGroupYaml } from './read-group-yaml'

const DESIRED = {
  release: 'go1.22.12',
  settings: { GOFLAGS: '-v', GOPROXY: 'https://•••@a' },
  policy: { keep: 4 },
}
const GROUP = { revision: 2, desired: DESIRED }
const yaml = (text: string) => ({ text, reading: readGroupYaml(text, 'build') })

describe('a change that is being written', () => {
  it('begins with what the group has, and keeps the rest of it', () => {
    const { draft, base, yaml: text } = edited(null, GROUP, { go: '1.23' })
    expect(draft).toEqual({ ...draftOf(DESIRED), go: '1.23' })
    expect(base).toEqual(GROUP)
    expect(text).toBeNull()
  })

  it('is the same in the form and as YAML', () => {
    const typed = yaml('version: 1\ngroups: { build: { go: "1.23", settings: { GOFLAGS: "" } } }')
    const editing = typedYaml(edited(null, GROUP, { reason: 'CVE' }), GROUP, typed)
    expect(editing.draft).toMatchObject({ go: '1.23', rows: [{ name: 'GOFLAGS', value: '' }], reason: 'CVE' })
    expect(editing.yaml).toBe(typed)
  })

  it('keeps the text while only the reason is typed, and writes it anew after the form', () => {
    const typed = typedYaml(null, GROUP, yaml('# mine\nversion: 1\ngroups: { build: { go: "1.23" } }'))
    expect(edited(typed, GROUP, { reason: 'CVE' }).yaml).toBe(typed.yaml)
    expect(edited(typed, GROUP, { go: '1.22' }).yaml).toBeNull()
  })

  it('keeps text that cannot be read, says where it is wrong, and keeps the draft before it', () => {
    const good = edited(null, GROUP, { go: '1.23' })
    const bad = typedYaml(good, GROUP, yaml('version: 1\ngroups:\n  build: {'))
    expect(bad.draft).toEqual(good.draft)
    expect(bad.yaml?.text).toContain('build: {')
    expect(unreadable(bad)).toMatch(/^correct line 3 of the YAML first$/)
    expect(unreadable(good)).toBeUndefined()
    expect(unreadable(null)).toBeUndefined()
  })
})

describe('edits after someone else saved first', () => {
  const theirs = {
    revision: 3,
    desired: {
      release: 'go1.23.5',
      settings: { GOFLAGS: '-trimpath', GOPROXY: 'https://•••@b', GOSUMDB: 'off' },
      policy: { keep: 5 },
    },
  }

  it('go on top of theirs: what was not touched here is as they made it', () => {
    const mine = edited(null, GROUP, {
      rows: [
        { name: 'GOFLAGS', value: '-x' },
        { name: 'GOPROXY', value: 'https://•••@a' },
      ],
      policy: { ...draftOf(DESIRED).policy, drift: 'correct' },
      reason: 'CVE',
    })
    const { draft, base } = onNewest(mine, theirs)
    expect(draft).toEqual({
      go: 'go1.23.5',
      rows: [
        { name: 'GOFLAGS', value: '-x' },
        { name: 'GOPROXY', value: 'https://•••@b' },
        { name: 'GOSUMDB', value: 'off' },
      ],
      policy: { keep: '5', drain: '', drift: 'correct', agent: '' },
      reason: 'CVE',
    })
    expect(base).toEqual(theirs)
    expect(
      mistakesOf(draft, {
        current: theirs.desired.settings,
        catalogue: [{ name: 'go1.23.5', stable: true }],
      }),
    ).toEqual([])
  })

  it('still take a setting away that stood there before', () => {
    const mine = { ...draftOf(DESIRED), rows: [{ name: 'GOPROXY', value: 'https://•••@a' }] }
    expect(onTopOf(mine, DESIRED, theirs.desired).rows.map(({ name }) => name)).toEqual([
      'GOPROXY',
      'GOSUMDB',
    ])
  })

  it('win where both changed the same', () => {
    expect(onTopOf({ ...draftOf(DESIRED), go: '1.24' }, DESIRED, theirs.desired).go).toBe('1.24')
  })

  it('are on top of the first revision of a group that had none', () => {
    expect(onTopOf({ ...draftOf(null), go: '1.24' }, null, theirs.desired)).toMatchObject({
      go: '1.24',
      policy: { keep: '5' },
    })
  })

  it('stay as they are while nobody saved', () => {
    const mine = edited(null, GROUP, { go: '1.23' })
    expect(onNewest(mine, { ...GROUP })).toBe(mine)
  })
})

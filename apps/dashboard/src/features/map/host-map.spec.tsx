import { describe, expect, it } from 'vitest'
import { readMap } from '../../live/map-model'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aHost, aStatus } from '../../testing/sample-fleet'
import { aFleetMap } from '../../testing/sample-map'
import { describeSquare, squareOf } from './describe-square'
import { HostMap } from './host-map'
import { HoverCard } from './hover-card'
import { MapHeadings } from './map-headings'
import { nextScene } from './map-scene'
import { SelectionBar } from './selection-bar'

const HOSTS = [
  aHost({ name: 'ci-1', labels: { env: 'prod' } }),
  aHost({ name: 'ci-2', state: 'drifted', actual: 'go1.21.13' }),
  aHost({ name: 'web-1', group: 'web', state: 'offline', actual: null, platform: 'linux/arm64' }),
]
const MODEL = readMap(aFleetMap(HOSTS))
const map = <HostMap releases={aStatus().releases} />
const seed = (query = {}, model = MODEL): Seed => [[keys.map(query), model]]

describe('the host map', () => {
  it('says in words what the squares mean, with links to the hosts', () => {
    const html = markup(map, seed())
    const legend = /<ul aria-label="What the squares mean".*?<\/ul>/.exec(html)?.[0] ?? ''
    expect(legend.match(/<li/g)).toHaveLength(3)
    expect(legend).toContain('href="/hosts?q=state%3Adrifted"')
    expect(words(map, seed())).toContain('In sync 1 Drifted 1 Offline 1')
  })

  it('is grouped and filled as the address says', () => {
    expect(words(map, seed(), 'fill=release')).toContain('Go 1.22.12 1 Go 1.21.13 1 No Go 1')
    expect(words(map, seed(), 'fill=support')).toContain('Supported 1 Unknown 1 No Go 1')
    const html = markup(map, seed({ label: 'env' }, readMap(aFleetMap(HOSTS, 'env'))), 'group=label.env')
    expect(html).toContain('<option value="label.env" selected="">env</option>')
  })

  it('is a table of the same, each number leading to its hosts', () => {
    const html = markup(map, seed(), 'view=table')
    expect(words(map, seed(), 'view=table')).toContain(
      'Group In sync Drifted Offline All build 1 1 0 2 web 0 0 1 1',
    )
    expect(html).toContain('href="/hosts?q=group%3Abuild+state%3Adrifted"')
    expect(html).toContain('href="/hosts?q=group%3Aweb"')
    expect(html).toContain('As a map')
  })

  it('keeps to the query it is narrowed by, in every link', () => {
    const html = markup(map, seed({ q: 'go:1.22 or env' }), 'q=go:1.22+or+env&view=table')
    expect(html).toContain('href="/hosts?q=%28go%3A1.22+or+env%29+group%3Aweb"')
    expect(html).toContain('value="go:1.22 or env"')
  })

  it('says when no host fits, and when it waits', () => {
    expect(words(map, seed({ q: 'nope' }, readMap(aFleetMap([]))), 'q=nope')).toContain(
      'No host fits “nope”.',
    )
    expect(markup(map)).toContain('aria-label="Loading the map"')
  })
})

describe('a square', () => {
  it('is described in words, with what is wanted when that is not there', () => {
    const said = [0, 1, 2]
      .map((host) => squareOf(MODEL, host))
      .map((square) => square && describeSquare(square))
    expect(said).toEqual([
      'ci-1, in sync, group build, go1.22.12, linux/amd64',
      'ci-2, drifted, group build, go1.21.13, wanted go1.22.12, linux/amd64',
      'web-1, offline, group web, no Go, wanted go1.22.12, linux/arm64',
    ])
    expect(squareOf(MODEL, 3)).toBeUndefined()
  })

  it('has a card that stays on the map', () => {
    const square = squareOf(MODEL, 1)
    if (!square) throw new Error('no square')
    const left = (x: number) =>
      /left:(\d+)px/.exec(markup(<HoverCard square={square} x={x} y={5} width={358} />))?.[1]
    expect(Number(left(350))).toBeLessThanOrEqual(358 - 232)
    expect(left(0)).toBe('14')
    expect(words(<HoverCard square={square} x={9} y={9} width={358} />)).toMatch(/ci-2 Drifted .*go1\.21\.13/)
  })
})

describe('the headings', () => {
  it('lead to the hosts of each group', () => {
    const request = { fill: 'state', supportOf: new Map(), width: 600, height: 300 } as const
    const grouped = nextScene(null, { model: MODEL, group: 'group', ...request })
    expect(words(<MapHeadings scene={grouped} q="" />)).toBe('build 2 web 1')
    expect(markup(<MapHeadings scene={grouped} q="" />)).toContain('href="/hosts?q=group%3Aweb"')
    const single = nextScene(null, { model: MODEL, group: 'none', ...request })
    expect(markup(<MapHeadings scene={single} q="" />)).toBe('')
  })
})

describe('the selection', () => {
  const bar = (names: readonly string[], q = '', model = MODEL) => (
    <SelectionBar
      model={model}
      selected={new Set(names.map((name) => `id-${name}`))}
      q={q}
      onClear={() => {}}
    />
  )

  it('says how many, and leads to them as a list', () => {
    expect(words(bar(['ci-1', 'ci-2']))).toContain('2 hosts selected')
    expect(markup(bar(['ci-1', 'ci-2']))).toContain('href="/hosts?q=name%3Aci-*"')
    expect(markup(bar(['web-1'], '(go:1.22)'))).toContain('href="/hosts?q=%28go%3A1.22%29+name%3Aweb-1"')
  })

  it('is not there without any, nor for hosts that are gone', () => {
    expect(markup(bar([]))).toBe('')
    expect(markup(bar(['gone']))).toBe('')
  })

  it('says why it can’t be a list when so many names fit in no query', () => {
    const names = Array.from({ length: 600 }, (_, n) => `h${n * 7919}`)
    const model = readMap(aFleetMap(names.map((name) => aHost({ name }))))
    const chosen = names.filter((_, n) => n % 2 === 0)
    expect(markup(bar(chosen, '', model))).toContain('title="so many single names fit in no query')
  })
})

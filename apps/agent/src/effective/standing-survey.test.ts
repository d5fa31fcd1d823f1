import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { EffectiveGo } from '@goherd/model'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readLastSurvey } from './last-survey.js'
import { StandingSurvey } from './standing-survey.js'
import { TestHost } from './test-host.js'

let host: TestHost
let standing: StandingSurvey
let now = 0
let finished: (() => void)[] = []
const troubles: string[] = []

beforeEach(() => {
  host = new TestHost()
  host.write('.profile', host.path)
  now = 1_000_000
  finished = []
  troubles.length = 0
  standing = begin()
})
afterEach(async () => {
  await standing.stop()
  host.remove()
})

function begin(): StandingSurvey {
  return new StandingSurvey({
    layout: host.layout,
    port: host.port,
    now: () => now,
    onFinished: () => {
      for (const tell of finished.splice(0)) tell()
    },
    onTrouble: (message) => troubles.push(message),
  })
}

/** Looks, which begins a survey, and answers what is known when that one ended. */
async function surveyed(): Promise<EffectiveGo | undefined> {
  const ended = new Promise<void>((resolve) => finished.push(resolve))
  standing.current()
  await ended
  return standing.current()
}
const isSurveying = () => finished.length > 0

describe('a standing survey', () => {
  it('never makes a look wait: it knows nothing at first, and tells when it does', async () => {
    expect(standing.current()).toBeUndefined()
    const found = await surveyed()
    expect(found?.contexts[0]?.go?.origin).toBe('managed')
    await expect.poll(() => readLastSurvey(host.layout)).toEqual(found)
  })

  it('looks again only when something it depends on changed', async () => {
    const first = await surveyed()
    expect(standing.current()).toBe(first)
    const other = host.fakeGo(join(host.folder, 'mine'), 'go1.21.13')
    host.write('.profile', `export PATH=${other}:/usr/bin:/bin\n`)
    const second = await surveyed()
    expect(second?.contexts[0]?.go?.release).toBe('go1.21.13')
    expect(standing.current()).toBe(second)
  })

  it.each<readonly [string, () => void]>([
    ['a start-up file that was not there', () => host.write('.bash_profile', host.path)],
    ['a new file in a folder of start-up files', () => host.write('.config/fish/conf.d/x.fish', '')],
    ['go env -w', () => host.write('.config/go/env', 'GOSUMDB=off\n')],
    ['a switch', () => host.managedGo('go1.23.5')],
    ['a program that comes before it on PATH', () => host.fakeGo(host.layout.current, 'go1.22.12')],
    [
      'what is watched',
      () =>
        writeFileSync(join(host.layout.state, 'watch.json'), '{"format":1,"users":[],"workspaces":["/x"]}'),
    ],
    ['a PATH that Goherd set up', () => host.onPath(false)],
  ])('notices %s at the next look', async (_, change) => {
    host.write('.config/fish/conf.d/a.fish', '')
    const first = await surveyed()
    change()
    const next = await surveyed()
    expect(next).not.toBe(first)
  })

  it('takes no missing go for true after a switch, until it has looked again', async () => {
    rmSync(host.layout.current)
    const bare = await surveyed()
    expect(bare?.contexts.map(({ go }) => go)).toContain(null)
    host.managedGo('go1.22.12')
    const ended = new Promise<void>((resolve) => finished.push(resolve))
    expect(standing.current()?.contexts.filter(({ go }) => go === null)).toEqual([])
    await ended
    expect(standing.current()?.contexts[0]?.go?.origin).toBe('managed')
  })

  it('looks again when it is asked to, and every ten minutes', async () => {
    const first = await surveyed()
    standing.expire()
    const second = await surveyed()
    expect(second).not.toBe(first)
    now += 599_999
    expect(standing.current()).toBe(second)
    now += 1
    expect(await surveyed()).not.toBe(second)
  })

  it('begins with what the one before it found', async () => {
    const found = await surveyed()
    await expect.poll(() => readLastSurvey(host.layout)).toBeDefined()
    await standing.stop()
    standing = begin()
    expect(standing.current()).toEqual(found)
  })

  it('says what it could not find out once a minute, and keeps what it knew', async () => {
    const first = await surveyed()
    writeFileSync(join(host.layout.state, 'watch.json'), 'damaged')
    standing.current()
    await expect.poll(() => troubles).toEqual([expect.stringContaining('watch.json is damaged')])
    for (let look = 0; look < 5; look += 1) expect(standing.current()).toBe(first)
    now += 60_000
    standing.current()
    await expect.poll(() => troubles.length).toBe(2)
  })

  it('costs a heartbeat next to nothing when nothing changed', async () => {
    await surveyed()
    const looks = 500
    const startedAt = performance.now()
    for (let look = 0; look < looks; look += 1) standing.current()
    const each = (performance.now() - startedAt) / looks
    console.info(`a look at a standing survey: ${each.toFixed(3)} ms`)
    expect(isSurveying()).toBe(false)
    // A survey takes seconds; the bound is loose so that a busy machine does not fail it.
    expect(each).toBeLessThan(25)
  })
})

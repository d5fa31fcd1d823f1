import { EventEmitter, once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { layoutOf } from '../disk/layout.js'
import { knock, openDoor } from '../local-door.js'
import type { LocalAnswer } from '../local-messages.js'

const CHANGED: LocalAnswer = {
  kind: 'changed',
  release: 'go1.22.12',
  changed: true,
  snapshot: null,
  freed: null,
}

describe('the door between daemon and commands', () => {
  const base = mkdtempSync(join(tmpdir(), 'goherd-door-'))
  let close: (() => Promise<void>) | undefined

  const layoutIn = (...folders: string[]) => {
    const layout = layoutOf(join(base, ...folders))
    mkdirSync(layout.state, { recursive: true, mode: 0o700 })
    return layout
  }
  afterEach(async () => {
    await close?.()
    close = undefined
    rmSync(base, { recursive: true, force: true })
  })

  it('is shut where no daemon runs', async () => {
    expect(await knock(layoutIn('a'), { kind: 'status' })).toBeUndefined()
  })

  it('lets a question in and the answer out', async () => {
    const layout = layoutIn('b')
    close = await openDoor(layout, (ask) =>
      Promise.resolve(ask.kind === 'use' ? { ...CHANGED, release: ask.release } : CHANGED),
    )
    expect(await knock(layout, { kind: 'use', release: 'go1.20' })).toEqual({ ...CHANGED, release: 'go1.20' })
  })

  it('works in a root whose path is longer than a socket may be', async () => {
    const layout = layoutIn('x'.repeat(60), 'y'.repeat(60), 'z'.repeat(60))
    close = await openDoor(layout, () => Promise.resolve(CHANGED))
    expect(await knock(layout, { kind: 'rollback', snapshot: null, fetch: null })).toEqual(CHANGED)
  })

  it('lets out how far it is before the answer', async () => {
    const layout = layoutIn('f')
    close = await openDoor(layout, (_, caller) => {
      for (const done of [1, 2]) caller.onPhase({ kind: 'downloading', release: 'go1.20', done, total: 2 })
      return Promise.resolve(CHANGED)
    })
    const phases: unknown[] = []
    const onPhase = (phase: unknown) => phases.push(phase)
    expect(await knock(layout, { kind: 'use', release: 'go1.20' }, { onPhase })).toEqual(CHANGED)
    expect(phases).toMatchObject([{ done: 1 }, { kind: 'downloading', done: 2, total: 2 }])
  })

  it('tells the daemon when a caller hangs up, and the caller that it did', async () => {
    const layout = layoutIn('g')
    const hangUp = new AbortController()
    const calls = new EventEmitter()
    const left = once(calls, 'gone')
    close = await openDoor(layout, (_, { gone }) => {
      gone.addEventListener('abort', () => calls.emit('gone'))
      hangUp.abort()
      return left.then(() => CHANGED)
    })
    const asked = knock(layout, { kind: 'use', release: 'go1.20' }, { signal: hangUp.signal })
    await expect(asked).rejects.toMatchObject({ code: 'interrupted' })
    await left
  })

  it('takes over what a killed daemon left', async () => {
    const layout = layoutIn('c')
    writeFileSync(join(layout.state, 'agent.sock'), '')
    close = await openDoor(layout, () => Promise.resolve(CHANGED))
    expect(await knock(layout, { kind: 'rollback', snapshot: null, fetch: null })).toEqual(CHANGED)
  })

  it('answers nonsense with a refusal, and survives those who hang up', async () => {
    const layout = layoutIn('d')
    close = await openDoor(layout, () => Promise.resolve(CHANGED))
    const say = (line: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(join(layout.state, 'agent.sock'), () => socket.write(line))
        socket.setEncoding('utf8').once('data', resolve).once('error', reject)
      })
    expect(JSON.parse(await say('nonsense\n'))).toMatchObject({
      kind: 'refused',
      error: { code: 'not_understood' },
    })
    expect(JSON.parse(await say('{"kind":"format-disk"}\n'))).toMatchObject({ kind: 'refused' })
    await new Promise<void>((resolve) => {
      const socket = connect(join(layout.state, 'agent.sock'), () => socket.end('{"ki', () => resolve()))
    })
    expect(await knock(layout, { kind: 'rollback', snapshot: null, fetch: null })).toEqual(CHANGED)
  })

  it('says so when the daemon ends before it answers', async () => {
    const layout = layoutIn('e')
    close = await openDoor(layout, () => Promise.reject(new Error('gone')))
    await expect(knock(layout, { kind: 'status' })).rejects.toMatchObject({ code: 'daemon_gone' })
  })
})

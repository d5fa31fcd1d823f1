import { describe, expect, it, vi } from 'vitest'
import { CliFailure } from './cli-failure.js'
import { createPulse, follow } from './follow.js'

const away = () => new CliFailure({ code: 'server_unreachable', message: 'away', hint: '', transient: true })

function script(looks: readonly (number | CliFailure)[]) {
  const rest = [...looks]
  const seen: number[] = []
  const lost: string[] = []
  let waits = 0
  return {
    seen,
    lost,
    waits: () => waits,
    following: {
      look: async () => {
        const next = rest.shift()
        if (typeof next !== 'number') throw next
        return next
      },
      done: (view: number) => view >= 2,
      seen: (view: number) => void seen.push(view),
      lost: (failure: CliFailure) => void lost.push(failure.code),
      nextLook: async () => {
        waits += 1
      },
    },
  }
}

describe('follow', () => {
  it('looks until it is done and does not wait after that', async () => {
    const { following, seen, waits } = script([0, 1, 2])
    expect(await follow(following)).toBe(2)
    expect({ seen, waits: waits() }).toEqual({ seen: [0, 1, 2], waits: 2 })
  })

  it('rides out what passes by itself', async () => {
    const { following, seen, lost } = script([0, away(), away(), 2])
    expect(await follow(following)).toBe(2)
    expect({ seen, lost }).toEqual({ seen: [0, 2], lost: ['server_unreachable', 'server_unreachable'] })
  })

  it('stops at every other failure', async () => {
    const refused = new CliFailure({ code: 'forbidden', message: 'no', hint: '', exit: 'not-allowed' })
    await expect(follow(script([0, refused]).following)).rejects.toBe(refused)
  })
})

describe('a pulse', () => {
  it('beats after its interval', async () => {
    vi.useFakeTimers()
    const beat = createPulse(1000, new AbortController().signal).next()
    await vi.advanceTimersByTimeAsync(1000)
    await beat
    vi.useRealTimers()
  })

  it('beats at once at a nudge, also at one that came before', async () => {
    vi.useFakeTimers()
    const pulse = createPulse(1000, new AbortController().signal)
    const beat = pulse.next()
    pulse.nudge()
    await beat
    pulse.nudge()
    await pulse.next()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('takes several nudges before a look for one', async () => {
    vi.useFakeTimers()
    const pulse = createPulse(1000, new AbortController().signal)
    pulse.nudge()
    pulse.nudge()
    await pulse.next()
    const beaten = vi.fn()
    void pulse.next().then(beaten)
    await vi.advanceTimersByTimeAsync(999)
    expect(beaten).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(beaten).toHaveBeenCalled()
    vi.useRealTimers()
  })

  it('rests between two beats, however many nudges come', async () => {
    vi.useFakeTimers()
    const pulse = createPulse(5_000, new AbortController().signal, 500)
    pulse.nudge()
    const beaten = vi.fn()
    void pulse.next().then(beaten)
    await vi.advanceTimersByTimeAsync(499)
    expect(beaten).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(beaten).toHaveBeenCalledTimes(1)
    void pulse.next().then(beaten)
    pulse.nudge()
    await vi.advanceTimersByTimeAsync(500)
    expect(beaten).toHaveBeenCalledTimes(2)
    vi.useRealTimers()
  })

  it('does not rest when the command is interrupted', async () => {
    const stop = new AbortController()
    const beat = createPulse(3_600_000, stop.signal, 3_600_000).next()
    stop.abort()
    await beat
  })

  it('beats when the command is interrupted', async () => {
    const stop = new AbortController()
    const beat = createPulse(3_600_000, stop.signal).next()
    stop.abort()
    await beat
  })
})

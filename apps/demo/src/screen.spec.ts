import { describe, expect, it } from 'vitest'
import { readyText } from './ready.js'
import { describeFar, number, Screen, seconds } from './screen.js'

function screen(isTTY: boolean) {
  let now = 0
  let text = ''
  const out = {
    isTTY,
    columns: 40,
    write: (more: string) => {
      text += more
    },
  }
  return {
    screen: new Screen(out, () => now),
    pass: (ms: number) => {
      now += ms
    },
    text: () => text,
  }
}

describe('how far it is', () => {
  it.each([
    [{ done: 0, of: 10 }, `${'░'.repeat(24)} 0 of 10`],
    [{ done: 9_999, of: 10_000 }, `${'█'.repeat(23)}░ 9,999 of 10,000`],
    [{ done: 5, of: 5 }, `${'█'.repeat(24)} 5 of 5`],
    [{ done: 0, of: 0 }, `${'█'.repeat(24)} 0 of 0`],
    ['reading', 'reading'],
  ])('%j', (far, text) => expect(describeFar(far)).toBe(text))

  it('durations and numbers are for people', () => {
    expect([seconds(840), seconds(59_990), seconds(72_400)]).toEqual(['0.8 s', '60.0 s', '1 min 12 s'])
    expect(number(12_345.6)).toBe('12,346')
  })
})

describe('a step', () => {
  it('is one moving line on a terminal, never wider than it', async () => {
    const { screen: it, text } = screen(true)
    await it.step('enrolling', async (tell) => {
      tell({ done: 1, of: 2 })
      tell({ done: 2, of: 2 })
    })
    const lines = text().split('\r\u001b[2K')
    expect(lines.slice(1, -1).every((line) => line.length < 40 && !line.includes('\n'))).toBe(true)
    expect(lines.at(-1)).toBe('✓ enrolling: 2 of 2 (0.0 s)\n')
  })

  it('is a plain line now and then elsewhere', async () => {
    const { screen: it, text, pass } = screen(false)
    await it.step('connecting', async (tell) => {
      tell({ done: 1, of: 3 })
      pass(5_000)
      tell({ done: 2, of: 3 })
      tell({ done: 3, of: 3 })
    })
    expect(text()).toBe(
      `  connecting: ${'█'.repeat(16)}${'░'.repeat(8)} 2 of 3\n✓ connecting: 3 of 3 (5.0 s)\n`,
    )
  })

  it('that fails says so and passes the failure on', async () => {
    const { screen: it, text } = screen(false)
    const failing = it.step('starting', () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(text()).toBe('✗ starting (0.0 s)\n')
  })
})

describe('what is said when the fleet stands', () => {
  const ready = {
    url: 'http://127.0.0.1:7400/in',
    hosts: 10_000,
    tookMs: 90_000,
    hostMemoryBytes: 1.2e9,
    serverMemoryBytes: 5e8,
    data: '/tmp/d',
    kept: false,
    group: 'build',
    newest: 'go1.23.5',
    prefix: '',
  }

  it('is where to look, two commands to try, and what Ctrl-C does', () => {
    expect(readyText(ready).split('\n').slice(1)).toEqual([
      '10,000 hosts stand after 1 min 30 s (server 500 MB, hosts 1,200 MB).',
      'Look:  http://127.0.0.1:7400/in',
      '',
      'Try, in another terminal:',
      '  GOHERD_DATA=/tmp/d npx goherd status --watch',
      '  GOHERD_DATA=/tmp/d npx goherd rollout start --group build --go go1.23.5 --stages 1,5%,100% --reason "trying it" --yes --watch',
      '',
      'Ctrl-C ends everything and removes the data.',
    ])
  })

  it('names the folder that stays, and leaves a server alone that was there', () => {
    expect(readyText({ ...ready, kept: true })).toContain('the data stays in /tmp/d.')
    const there = readyText({ ...ready, data: undefined, serverMemoryBytes: undefined, prefix: 'demo1-' })
    expect(there).toContain('\n  npx goherd status --watch\n')
    expect(there).toContain("until: goherd hosts rm -q 'name:demo1-*' --reason demo")
  })
})

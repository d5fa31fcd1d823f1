import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { NOW } from '../../test/fleet.js'
import { COMPLETED, rolloutView } from '../../test/rollout-samples.js'
import { globalsOfRawArguments } from '../globals.js'
import { createOutput } from '../output.js'
import { createRolloutScreen } from './rollout-screen.js'

function stream(isTTY: boolean) {
  let text = ''
  const write = new Writable({
    write(chunk, _, done) {
      text += String(chunk)
      done()
    },
  })
  return Object.assign(write, { isTTY, columns: 80, written: () => text })
}

const event = (id: number, says: string) => ({ id, at: NOW, kind: 'stage', says, actor: null })
const first = event(1, 'started')
const second = event(2, 'stage 1 of 2\u001b[31m')

/** Two looks in which nothing happens, one in which something does, and the end. */
function watched({ json, isTTY }: { json: boolean; isTTY: boolean }): string {
  const [stdout, stderr] = [stream(isTTY), stream(isTTY)]
  const globals = globalsOfRawArguments(json ? ['--json', '--no-color'] : ['--no-color'])
  const screen = createRolloutScreen(createOutput({ stdout, stderr, env: {} }, globals), isTTY)
  screen.show({ rollout: rolloutView(), events: [first] })
  screen.show({ rollout: rolloutView(), events: [first] })
  screen.show({ rollout: COMPLETED, events: [second, first] })
  screen.end(COMPLETED)
  expect(stderr.written()).toBe('')
  return stdout.written()
}

describe('a watched rollout', () => {
  it('with --json is a line for each event and change, and ends with the outcome', () => {
    const frames = watched({ json: true, isTTY: false })
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(frames.map(({ type }) => type)).toEqual(['event', 'rollout', 'event', 'rollout', 'outcome'])
    expect(frames.at(-1)).toMatchObject({ outcome: 'completed', rollout: { id: 'ro-1' } })
  })

  it('in a pipe is a line for each event, harmless, and at the end how it stands', () => {
    const lines = watched({ json: false, isTTY: false }).split('\n')
    expect(lines.slice(0, 3)).toEqual([`${NOW}  started`, `${NOW}  stage 1 of 2\\u001b[31m`, 'rollout  ro-1'])
    expect(lines).toContain('Completed')
  })

  it('on a terminal is one screen that is drawn over the one before', () => {
    const text = watched({ json: false, isTTY: true })
    expect(text.split('\u001b[10A\r')).toHaveLength(3)
    expect(stripVTControlCharacters(text).trimEnd().endsWith('✓ stage 2 (100%): 3 of 3 proved')).toBe(true)
  })
})

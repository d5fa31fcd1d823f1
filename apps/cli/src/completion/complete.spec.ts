import { Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../program/program.js'
import { type Completion, complete, verbsOf } from './complete.js'

const program = createProgram(() => async () => {}, { writeOut: () => {}, writeErr: () => {} })

/** The words that may come next, or what has to be looked up. */
function next(line: string): string[] | string {
  const found: Completion = complete(program, line.split(' ').slice(1))
  return found.kind === 'words'
    ? found.words.map(({ word }) => word)
    : found.kind === 'names'
      ? found.of
      : found.kind
}

describe('what may come next', () => {
  it('after nothing are all commands but those of machines', () => {
    const verbs = next('goherd ')
    expect(verbs).toEqual(expect.arrayContaining(['status', 'hosts', 'rollout', 'doctor', 'completion']))
    expect(verbs).not.toContain('__complete')
    expect(verbsOf(program).every(({ description }) => description !== '')).toBe(true)
  })

  it.each([
    ['goherd hosts ', ['ls', 'get', 'logs', 'recheck', 'label', 'rm', 'rollback']],
    ['goherd enroll ', ['token']],
    ['goherd enroll token ', ['create', 'ls', 'revoke']],
    ['goherd --json contexts ', ['ls', 'use', 'show', 'rename', 'rm']],
    ['goherd --context prod audit ', ['ls', 'verify', 'export']],
  ])('%s', (line, words) => expect(next(line)).toEqual(words))

  it.each([
    ['goherd hosts get ', 'hosts'],
    ['goherd hosts recheck ci-1 ', 'hosts'],
    ['goherd hosts get --json ', 'hosts'],
    ['goherd drift --explain ', 'hosts'],
    ['goherd groups get ', 'groups'],
    ['goherd groups diff ', 'groups'],
    ['goherd groups set build --go ', 'releases'],
    ['goherd hosts ls --group ', 'groups'],
    ['goherd rollout start --group build ci --group ', 'groups'],
    ['goherd releases recall ', 'releases'],
    ['goherd rollout watch ', 'rollouts'],
    ['goherd rollback get ', 'rollbacks'],
    ['goherd rollback --group ', 'groups'],
    ['goherd contexts use ', 'contexts'],
    ['goherd status --context ', 'contexts'],
    ['goherd webhooks deliveries ', 'webhooks'],
    ['goherd hosts ls -q ', 'query'],
    ['goherd hosts recheck --query sta', 'query'],
    ['goherd plan -f ', 'files'],
    ['goherd audit export --output ', 'files'],
  ])('%s are names of %s', (line, of) => expect(next(line)).toBe(of))

  it.each([
    ['goherd hosts ls --state ', ['in-sync', 'updating', 'drifted', 'failed', 'offline', 'unmanaged']],
    ['goherd rollout abort 01J --hosts ', ['keep', 'revert']],
    ['goherd audit export --format ', ['ndjson', 'csv']],
    ['goherd groups set build --drift ', ['report', 'correct', 'default']],
    ['goherd hosts ls --search ', []],
    ['goherd hosts get ci-1 ', []],
    ['goherd groups diff build ', []],
    ['goherd completion ', []],
    ['goherd nonsense ', []],
    ['goherd contexts use -- ', 'contexts'],
  ])('%s', (line, words) => expect(next(line)).toEqual(words))

  it('after a dash are the options of the command and those of every command', () => {
    expect(next('goherd audit ls -')).toEqual(
      expect.arrayContaining(['--since', '--all', '--json', '--timeout', '--help']),
    )
    expect(next('goherd -')).toEqual(expect.arrayContaining(['--json', '--version']))
    expect(next('goherd hosts get -- -')).toBe('hosts')
  })

  it('proposes nothing of what is hidden, and what an argument can be', () => {
    const small = new Command('goherd').option('--json', 'as JSON')
    small.command('run').argument('<what>', 'x').addOption(new Option('--secret').hideHelp())
    const words = complete(small, ['run', '--'])
    expect(words).toEqual({
      kind: 'words',
      words: [
        { word: '--json', description: 'as JSON' },
        { word: '--help', description: 'what it does, with examples' },
      ],
    })
  })
})

import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { leavesOf } from '../reference/cli-reference.js'
import { JSON_SHAPES } from '../reference/json-shapes.js'
import { createProgram } from './program.js'

let written = ''
const program = createProgram(() => async () => {}, {
  writeOut: (text) => {
    written += text
  },
  writeErr: () => {},
})
const leaves = leavesOf(program)

function helpOf(command: Command): string {
  written = ''
  command.outputHelp()
  return written
}

describe('the command line', () => {
  it('has these commands', () => {
    expect(leaves.map((leaf) => leaf.path)).toEqual([
      'status',
      'drift',
      'lift',
      'freeze',
      'releases ls',
      'releases sync',
      'releases recall',
      'releases lift',
      'audit ls',
      'audit verify',
      'audit export',
      'hosts ls',
      'hosts get',
      'hosts logs',
      'hosts recheck',
      'hosts label',
      'hosts rm',
      'hosts rollback',
      'groups ls',
      'groups get',
      'groups set',
      'groups windows',
      'groups history',
      'groups diff',
      ...[
        'plan',
        'start',
        'ls',
        'get',
        'watch',
        'pause',
        'resume',
        'promote',
        'approve',
        'retry',
        'abort',
      ].map((verb) => `rollout ${verb}`),
      'rollback',
      'rollback ls',
      'rollback get',
      'rollback certificate',
      'drill run',
      'drill ls',
      'drill schedule',
      'plan',
      'apply',
      ...['ls', 'add', 'rm', 'deliveries', 'redeliver', 'test'].map((verb) => `webhooks ${verb}`),
      'login',
      'contexts ls',
      'contexts use',
      'contexts show',
      'contexts rename',
      'contexts rm',
      'enroll token create',
      'enroll token ls',
      'enroll token revoke',
      'demo',
      'doctor',
      'completion',
      'schema',
    ])
  })

  it.each(leaves)(
    'goherd $path has a description, examples of itself, and the common options',
    ({ path, command }) => {
      const help = helpOf(command)
      expect(command.description()).not.toBe('')
      expect(help).toContain(`Examples:\n  $ goherd ${path}`)
      expect(help).toContain('--json')
    },
  )

  it('says of every command what it prints with --json, and of no other', () => {
    const paths = leaves.map(({ path }) => path)
    const said = new Set(Object.keys(JSON_SHAPES).map((name) => name.replace(/ --[a-z-]+$/, '')))
    // What `schema` prints is a schema; the demo prints nothing.
    expect([...said, 'schema', 'demo'].sort()).toEqual([...paths].sort())
  })

  it('names no option twice, the common ones included', () => {
    const common = program.options.map((option) => option.long)
    for (const { command } of leaves) {
      const own = command.options.map((option) => option.long)
      expect(new Set([...own, ...common]).size).toBe(own.length + common.length)
    }
  })

  it('says all exit codes in its own help', () => {
    expect(helpOf(program)).toMatch(
      /0 ok, 1 error, 2 usage, 3 drift.*\n6 not allowed.*124 timeout, 130 interrupted/,
    )
  })
})

import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd
let bin: string

beforeAll(async () => {
  server = await startFleetServer()
  goherd = await buildGoherd()
  bin = join(goherd.home, 'bin')
  mkdirSync(bin)
  const program = join(bin, 'goherd')
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(goherd.home, 'goherd.mjs')}" "$@"\n`)
  chmodSync(program, 0o755)
  // The shells are found where they are; nothing else of the machine's programs is meant.
  symlinkSync(process.execPath, join(bin, 'node'))
})
afterAll(async () => {
  goherd.remove()
  await server.close()
  expect(server.mistakes).toEqual([])
})

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0

/** What a shell prints for a script of its own; the server answers in this process, so it may not be blocked. */
async function inShell(shell: string, script: string, env: Record<string, string> = {}): Promise<string[]> {
  const { spawn } = await import('node:child_process')
  const child = spawn(shell, ['-c', script], {
    cwd: goherd.home,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: goherd.home,
      XDG_CONFIG_HOME: join(goherd.home, 'config'),
      GOHERD_SERVER: server.url,
      GOHERD_TOKEN: TOKEN,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  await new Promise((resolve) => child.on('close', resolve))
  return said.split('\n').filter((line) => line !== '')
}

/** What bash proposes when the key is pressed at the end of a line. */
function inBash(line: string, env?: Record<string, string>): Promise<string[]> {
  // As bash has them: taken apart at signs, but for what is in quotes.
  const words = line.match(/'[^']*'?|[:=]+|[^\s:=']+|(?<=\s)$/g) ?? []
  const script = [
    'eval "$(goherd completion bash)"',
    `COMP_WORDS=(${words.map((word) => `"${word}"`).join(' ')})`,
    `COMP_CWORD=${words.length - 1}`,
    `COMP_LINE="${line}" COMP_POINT=${line.length}`,
    '_goherd',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ]
  return inShell('bash', script.join('\n'), env)
}

describe.skipIf(!has('bash'))('bash (without it: not tried)', () => {
  it.each([
    ['goherd ro', ['rollout', 'rollback']],
    ['goherd hosts ', ['ls', 'get', 'logs', 'recheck', 'label', 'rm', 'rollback']],
    ['goherd hosts get ci', ['ci-1', 'ci-2']],
    ['goherd groups diff ca', ['canary']],
    ['goherd groups set build --go go1.21', ['go1.21.13']],
    ['goherd hosts ls --state dr', ['drifted']],
    ['goherd audit ls --ou', ['--outcome']],
    ['goherd hosts get nobody', []],
    ['goherd hosts get i-1', []],
    ['goherd hosts ls -q state:dr', ['drifted']],
    ['goherd hosts ls -q group:build,ca', ['build,canary']],
    ["goherd hosts ls -q 'state:drifted and group:ca", ['state:drifted and group:canary']],
    ['goherd hosts get --context=nowhere ci', []],
  ])('%s', async (line, words) => expect(await inBash(line)).toEqual(words))

  it('completes files where a file is wanted', async () => {
    writeFileSync(join(goherd.home, 'fleet.yaml'), '')
    expect(await inBash('goherd plan -f fle')).toEqual(['fleet.yaml'])
  })

  it('proposes nothing, and says nothing, when the server is away or slow', async () => {
    expect(await inBash('goherd hosts get ', { GOHERD_SERVER: 'http://127.0.0.1:9' })).toEqual([])
    server.break('GET /api/rollbacks', 'hang')
    const began = performance.now()
    expect(await inBash('goherd rollback get ')).toEqual([])
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})

describe.skipIf(!has('zsh'))('zsh (without it: not tried)', () => {
  /** What the function hands to zsh: `_describe` is taken by a function that prints its array. */
  function inZsh(line: string): Promise<string[]> {
    const words = line.split(' ')
    const script = [
      'compdef() { : }',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
      '_describe() { print -rl -- "${(@P)2}" }',
      '_files() { print -r -- FILES }',
      'eval "$(goherd completion zsh)"',
      `words=(${words.map((word) => `'${word}'`).join(' ')})`,
      `CURRENT=${words.length}`,
      '_goherd',
    ]
    return inShell('zsh', `emulate zsh -o extendedglob\n${script.join('\n')}`)
  }

  it.each([
    ['goherd hosts get ci', ['ci-1:in-sync, build', 'ci-2:drifted, build']],
    ['goherd groups get canary', ['canary:go1.22.12, 2 hosts']],
    ['goherd plan -f x', ['FILES']],
    ['goherd nonsense x', []],
  ])('%s', async (line, words) => expect(await inZsh(line)).toEqual(words))
})

describe.skipIf(!has('fish'))('fish (without it: not tried)', () => {
  const inFish = (line: string) => inShell('fish', `goherd completion fish | source\ncomplete -C '${line}'`)

  it.each([
    ['goherd hosts get ci', ['ci-1\tin-sync, build', 'ci-2\tdrifted, build']],
    ['goherd ro', ['rollback\t', 'rollout\t']],
  ])('%s', async (line, words) => {
    const found = await inFish(line)
    expect(found).toHaveLength(words.length)
    words.forEach((word, n) => {
      expect(found[n]).toContain(word)
    })
  })

  it('completes files where a file is wanted', async () => {
    writeFileSync(join(goherd.home, 'fleet.yaml'), '')
    expect(await inFish('goherd plan -f fle')).toEqual([expect.stringContaining('fleet.yaml')])
  })
})

it('contexts are known without any server', async () => {
  const contexts = { current: null, contexts: { prod: { server: 'https://x.example.com', token: 't' } } }
  mkdirSync(join(goherd.home, 'config', 'goherd'), { recursive: true })
  writeFileSync(join(goherd.home, 'config', 'goherd', 'contexts.json'), JSON.stringify(contexts), {
    mode: 0o600,
  })
  const { stdout, exit } = await goherd.run(['__complete', '--', 'contexts', 'use', ''])
  expect({ stdout, exit }).toEqual({ stdout: 'prod\thttps://x.example.com\n', exit: 0 })
})

it('there is no script for other shells', async () => {
  const { exit, stderr } = await goherd.run(['completion', 'tcsh'])
  expect(exit).toBe(2)
  expect(stderr).toContain('"bash"|"zsh"|"fish"')
})

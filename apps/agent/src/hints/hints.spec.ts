import { describe, expect, it } from 'vitest'
import { parseGoMod } from './go-mod.js'
import { installArgument, OddLine, type OrNewer, readAsk, resolveWant } from './hint.js'
import { environmentWith, exitCodeOf } from './run-with.js'
import { userEnvFile } from './user-env-file.js'
import { parseGoVersionFile, parseMiseToml, parseToolVersions } from './version-files.js'

const line = (text: string, at = 1) => ({ line: at, asks: text, want: { kind: 'line', line: text } })
const release = (asks: string, at = 1, orNewer: OrNewer = 'no') => ({
  line: at,
  asks,
  want: { kind: 'release', release: `go${asks.replace(/^go/, '')}`, orNewer },
})
const odd = (at: number, reason: string | RegExp) =>
  expect.objectContaining({ name: 'OddLine', line: at, message: expect.stringMatching(reason) })

describe('go.mod and go.work', () => {
  it('say a minimum, and perhaps a toolchain', () => {
    const text = 'module a.example.com/b // go 1.1\n\ngo 1.22.3 // why\ntoolchain go1.22.12\n'
    expect(parseGoMod(text)).toEqual({
      go: release('1.22.3', 3, 'better'),
      toolchain: release('go1.22.12', 4, 'will-do'),
    })
    expect(parseGoMod('go "1.22"\n').go).toEqual(line('1.22'))
  })

  it('say nothing in other words', () => {
    const text = 'module x\nrequire (\n\tgo 1.99\n\ttoolchain v1.0.0\n)\nuse ./a\ntoolchain default\n'
    expect(parseGoMod(text)).toEqual({ go: undefined, toolchain: undefined })
    expect(parseGoMod('')).toEqual({ go: undefined, toolchain: undefined })
  })

  it.each([
    ['go\n', 1, 'should be: go VERSION'],
    ['module x\ngo 1.22 1.23\n', 2, 'should be: go VERSION'],
    ['go x\n', 1, '"x" is not a version of Go'],
    ['go 1.22\n\ngo 1.23\n', 3, 'says again what line 1 says'],
    ['toolchain 1.22.3\n', 1, 'should begin with go'],
    ['toolchain go1.22.3-corp\n', 1, 'is not a version'],
  ])('%j is odd', (text, at, reason) => {
    expect(() => parseGoMod(text)).toThrow(odd(at, reason))
  })
})

describe('.go-version', () => {
  it('has a version on a line of its own', () => {
    expect(parseGoVersionFile('# ours\n\n  1.22.12  # pinned\n1.21\n')).toEqual(release('1.22.12', 3))
    expect(parseGoVersionFile('go1.23')).toMatchObject({ want: { kind: 'line', line: '1.23' } })
  })

  it.each([
    ['', 1, 'names no version'],
    ['# nothing\n', 1, 'names no version'],
    ['\nsystem\n', 2, '"system" is not a version'],
  ])('%j is odd', (text, at, reason) => {
    expect(() => parseGoVersionFile(text)).toThrow(odd(at, reason))
  })
})

describe('.tool-versions', () => {
  it('has a line for golang, or for go', () => {
    expect(parseToolVersions('nodejs 20\ngolang 1.22.12 1.21.13\n')).toEqual(release('1.22.12', 2))
    expect(parseToolVersions('go 1.22 # x')).toEqual(line('1.22'))
    expect(parseToolVersions('golang latest')).toMatchObject({ want: { kind: 'latest' } })
    expect(parseToolVersions('#golang 1.22\ngolangci-lint 1.60\n')).toBeUndefined()
  })

  it.each([
    ['golang\n', 'has no version'],
    ['golang ref:master\n', 'is not a version'],
    ['golang path:/opt/go\n', 'is not a version'],
  ])('%j is odd', (text, reason) => {
    expect(() => parseToolVersions(text)).toThrow(odd(1, reason))
  })
})

describe('mise.toml', () => {
  it.each([
    ['[tools]\nnode = "20"\ngo = "1.22"\n', 3],
    ['[tools]\ngo = ["1.22", "1.21"]\n', 2],
    ["tools.golang = '1.22'\n", 1],
    ['x = 1\n[tools.go]\nversion = "1.22"\n', 2],
    ['[tools]\ngo = { version = "1.22", os = ["linux"] }\n', 2],
    ['tools = { node = "1", "core:go" = "1.22" }\n', 1],
  ])('%j asks for 1.22', (text, at) => {
    expect(parseMiseToml(text)).toEqual(line('1.22', at))
  })

  it('asks for nothing without Go in its tools', () => {
    expect(parseMiseToml('[env]\ngo = "1.22"\n[tools]\n"go:example.com/x" = "1"\n')).toBeUndefined()
    expect(parseMiseToml('')).toBeUndefined()
  })

  it.each([
    ['[tools]\ngo = 1.20\n', 2, 'a version in quotes'],
    ['[tools]\n\ngo = []\n', 3, 'a version in quotes'],
    ['[tools]\ngo = "sub-1:latest"\n', 2, 'not a version'],
    ['[tools]\ngo = "1.22\n', 2, 'not TOML'],
  ])('%j is odd', (text, at, reason) => {
    expect(() => parseMiseToml(text)).toThrow(odd(at, reason))
  })
})

describe('what is asked', () => {
  const HERE = ['go1.20', 'go1.20.14', 'go1.22.3', 'go1.22.12', 'go1.23.5', 'go1.24rc1']
  const wanted = (asks: string, orNewer: OrNewer = 'no') =>
    resolveWant(readAsk(asks, 1, { orNewer }).want, HERE)

  it.each([
    ['1.22', 'go1.22.12'],
    ['go1.22', 'go1.22.12'],
    ['prefix:1.22', 'go1.22.12'],
    ['v1.22.3', 'go1.22.3'],
    ['1.20', 'go1.20.14'],
    ['1.24rc1', 'go1.24rc1'],
    ['latest', 'go1.23.5'],
    ['1', 'go1.23.5'],
    ['1.24', undefined],
    ['1.22.5', undefined],
    ['1.19', undefined],
  ])('%s is %s', (asks, found) => {
    expect(wanted(asks)).toBe(found)
  })

  it('as a floor is met by a newer patch of its line, never by another line', () => {
    expect(wanted('1.22.5', 'will-do')).toBe('go1.22.12')
    expect(wanted('1.22.3', 'will-do')).toBe('go1.22.3')
    expect(wanted('1.22.13', 'will-do')).toBeUndefined()
    expect(wanted('1.21.0', 'will-do')).toBeUndefined()
  })

  it.each([
    ['1.22.5', 'no', 'go1.22.5'],
    ['1.22.5', 'will-do', 'go1.22.5'],
    ['1.22.5', 'better', '1.22'],
    ['1.23rc1', 'better', '1.23'],
    ['1.22', 'no', '1.22'],
    ['latest', 'no', 'latest'],
  ] as const)('%s, where a newer patch is %s, is fetched as %s', (asks, orNewer, argument) => {
    expect(installArgument(readAsk(asks, 1, { orNewer }).want)).toBe(argument)
  })

  it.each(['', '0.9', '1.2.3.4', '../1.22', '1.22 '])('%j is no version', (asks) => {
    expect(() => readAsk(asks, 7, { orNewer: 'no' })).toThrow(OddLine)
  })
})

describe('the environment of exec', () => {
  const go = '/r/releases/go1.22.12/bin/go'
  const made = (env: Record<string, string | undefined>, hasOwnToolchain = false) =>
    environmentWith({ go, bin: '/r/current/bin', env, hasOwnToolchain })

  it('has the release first, and the folder that shells would put there, last', () => {
    expect(made({ PATH: '/usr/bin:/bin', A: 'b' })).toEqual({
      A: 'b',
      PATH: '/r/releases/go1.22.12/bin:/usr/bin:/bin:/r/current/bin',
      GOTOOLCHAIN: 'local',
    })
    expect(made({ PATH: '/r/current/bin:/bin' }).PATH).toBe('/r/releases/go1.22.12/bin:/r/current/bin:/bin')
    expect(made({}).PATH).toBe('/r/releases/go1.22.12/bin:/r/current/bin')
  })

  it('leaves the user’s own GOTOOLCHAIN, and never a GOROOT', () => {
    expect(made({ GOTOOLCHAIN: 'auto' }).GOTOOLCHAIN).toBe('auto')
    expect(made({}, true)).not.toHaveProperty('GOTOOLCHAIN')
    expect(made({ GOROOT: '/usr/local/go' })).not.toHaveProperty('GOROOT')
  })

  it('has exit codes as a shell has them', () => {
    expect(exitCodeOf({ kind: 'exited', status: 7 })).toBe(7)
    expect(exitCodeOf({ kind: 'killed', by: 'SIGTERM' })).toBe(143)
  })
})

describe('the file of go env -w', () => {
  const file = (os: string, env = {}) => userEnvFile({ os, home: '/h', env })
  it('lies where Go puts it', () => {
    expect(file('linux')).toBe('/h/.config/go/env')
    expect(file('linux', { XDG_CONFIG_HOME: '/c' })).toBe('/c/go/env')
    expect(file('darwin')).toBe('/h/Library/Application Support/go/env')
    expect(file('linux', { GOENV: '/x' })).toBe('/x')
    expect(file('linux', { GOENV: 'off' })).toBeUndefined()
  })
})

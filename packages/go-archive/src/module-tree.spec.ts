import { describe, expect, it } from 'vitest'
import {
  hash1Text,
  moduleFiles,
  moduleTop,
  pathInModule,
  pathInTree,
  releaseMode,
  toolchainVersion,
} from './module-tree.js'

/** Stands for a digest; nothing here computes one. */
const digest = (text: string) => `sha256 of ${text}`

describe('a release as a module', () => {
  it('has the version that Go gives it', () => {
    expect(toolchainVersion('go1.22.12', 'linux/amd64')).toBe('v0.0.1-go1.22.12.linux-amd64')
    expect(toolchainVersion('go1.22.12', 'linux/armv6l')).toBe('v0.0.1-go1.22.12.linux-arm')
    expect(moduleTop('go1.21rc2', 'windows/arm64')).toBe(
      'golang.org/toolchain@v0.0.1-go1.21rc2.windows-arm64',
    )
  })

  it.each([
    ['src/go.mod', 'src/_go.mod'],
    ['src/cmd/go.mod', 'src/cmd/_go.mod'],
    ['go.mod', '_go.mod'],
    ['src/go.mod.txt', 'src/go.mod.txt'],
    ['src/cargo.mod', 'src/cargo.mod'],
    ['bin/go', 'bin/go'],
    ['src/doc/x', 'src/doc/x'],
    ['docs/x', 'docs/x'],
  ])('calls %s %s, and back', (inTree, inModule) => {
    expect(pathInModule(inTree)).toBe(inModule)
    expect(pathInTree(inModule)).toBe(inTree)
  })

  it.each(['api/go1.22.txt', 'doc/README.md', 'misc/a/b', 'test/fixedbugs/x.go'])(
    'does without %s',
    (path) => {
      expect(pathInModule(path)).toBeUndefined()
    },
  )

  it.each([
    ['bin/go', 0o755],
    ['pkg/tool/linux_amd64/compile', 0o755],
    ['src/make.bash', 0o755],
    ['src/cmd/vendor/x/mkall.sh', 0o755],
    ['misc/go_android_exec/x.go', 0o644],
    ['lib/wasm/go_js_wasm_exec', 0o755],
    ['src/runtime/proc.go', 0o644],
    ['pkg/include/textflag.h', 0o644],
    ['src/cmd/x/bin/go', 0o644],
    ['go_', 0o644],
  ])('gives %s the mode %i', (path, mode) => {
    expect(releaseMode(path)).toBe(mode)
  })
})

describe('the hash of a module', () => {
  const file = (path: string, text: string) => ({ path, mode: 0o644 as const, size: 1, sha256: digest(text) })

  it('is over sorted lines of digest and name', () => {
    const text = hash1Text([
      { name: 'm@v/b', sha256: digest('b') },
      { name: 'm@v/a', sha256: digest('a') },
    ])
    expect(text).toBe(`${digest('a')}  m@v/a\n${digest('b')}  m@v/b\n`)
  })

  it('sorts as Go sorts: by bytes, not by UTF-16 units', () => {
    const names = ['\u{1f600}', '\uffee', 'z', 'Z', 'z/a', 'za']
    const sorted = hash1Text(names.map((name) => ({ name, sha256: '' })))
      .trimEnd()
      .split('\n')
      .map((line) => line.trim())
    const byBytes = ['Z', 'z', 'z/a', 'za', '\uffee', '\u{1f600}']
    expect(sorted).toEqual(byBytes)
  })

  it('takes of an installed tree what the module has, with go.env as it was released', () => {
    const manifest = {
      release: 'go1.22.12',
      goEnv: 'GOTOOLCHAIN=auto\n',
      files: [file('api/go1.txt', 'x'), file('bin/go', 'go'), file('src/go.mod', 'module std')],
    }
    const top = moduleTop('go1.22.12', 'linux/amd64')
    expect(moduleFiles(manifest, top, digest('GOTOOLCHAIN=auto\n'))).toEqual([
      { name: `${top}/bin/go`, sha256: digest('go') },
      { name: `${top}/src/_go.mod`, sha256: digest('module std') },
      { name: `${top}/go.env`, sha256: digest('GOTOOLCHAIN=auto\n') },
    ])
    expect(moduleFiles({ ...manifest, goEnv: null }, top, null)).toHaveLength(2)
  })
})

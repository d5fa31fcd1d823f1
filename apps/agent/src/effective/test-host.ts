import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Layout, layoutOf } from '../disk/layout.js'
import { type MachinePort, thisMachine } from '../machine/index.js'
import { NOTHING_WRITTEN } from '../shell-path/record.js'
import { type Survey, survey } from './survey.js'

/** A root with an active release and a user with a home of its own on this machine, whose shells are the machine's. */
export class TestHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'goherd-effective-'))
  readonly home = join(this.folder, 'home')
  readonly layout: Layout = layoutOf(join(this.folder, 'root'))
  readonly user = thisMachine().user ?? 'me'
  readonly port: MachinePort

  constructor(shell = '/bin/bash') {
    const real = thisMachine()
    const row = `${this.user}:x:${real.uid}:${real.uid}::${this.home}:${shell}\n`
    this.port = {
      ...real,
      home: this.home,
      env: {},
      read: (path) => (path === '/etc/passwd' ? row : real.read(path)),
    }
    chmodSync(this.folder, 0o755)
    mkdirSync(this.home)
    mkdirSync(this.layout.state, { recursive: true })
    this.managedGo('go1.22.12')
    this.onPath(true)
  }

  /** Writes a file below the home. */
  write(path: string, text: string): void {
    const at = join(this.home, path)
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, text)
  }

  /** A tree with a VERSION file and a program `go` that says the release; answers its bin folder. */
  fakeGo(tree: string, release: string): string {
    mkdirSync(join(tree, 'bin'), { recursive: true })
    writeFileSync(join(tree, 'VERSION'), `${release}\ntime 2025-01-01T00:00:00Z\n`)
    writeFileSync(join(tree, 'bin', 'go'), `#!/bin/sh\necho go version ${release} linux/amd64\n`, {
      mode: 0o755,
    })
    return join(tree, 'bin')
  }

  managedGo(release: string): void {
    this.fakeGo(join(this.layout.releases, release), release)
    rmSync(this.layout.current, { force: true })
    symlinkSync(`releases/${release}`, this.layout.current)
  }

  /** Records that Goherd set up PATH for this root, or did not. */
  onPath(onPath: boolean): void {
    writeFileSync(join(this.layout.state, 'path.json'), JSON.stringify({ ...NOTHING_WRITTEN, onPath }))
  }

  /** The lines that put this root first on PATH, and nothing else. */
  get path(): string {
    return `export PATH="${this.layout.current}/bin:/usr/bin:/bin"\n`
  }

  survey(): Promise<Survey> {
    return survey({ layout: this.layout, port: this.port, signal: new AbortController().signal })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

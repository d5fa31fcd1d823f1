import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { TOKEN } from './protocol-server.js'

const SLOW = { timeout: 60_000, interval: 100 }
const missing = ['tmux', 'bash'].filter((program) => spawnSync(program, ['-c', 'true']).error !== undefined)
if (missing.length > 0)
  console.log(`skipped, so nothing is tried in a real terminal: no ${missing.join(', ')}`)

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
})
afterAll(async () => {
  goherd.remove()
  await server.close()
})

/** A bash in a terminal of tmux, with a screen of its own. */
class Terminal {
  readonly #socket = `goherd-${process.pid}-${Math.floor(performance.now())}`

  static async open(columns: number, env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
    const terminal = new Terminal()
    const vars = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: goherd.home,
      XDG_CONFIG_HOME: join(goherd.home, 'config'),
      GOHERD_SERVER: server.url,
      GOHERD_TOKEN: TOKEN,
      PS1: '$ ',
      // A bash whose terminal is closed would write its history while the folder is removed.
      HISTFILE: '/dev/null',
      LANG: 'C.UTF-8',
      ...env,
    }
    const words = Object.entries(vars).map(([name, value]) => `${name}=${value}`)
    await terminal.#tmux(
      ...['-u', 'new-session', '-d', '-x', String(columns), '-y', '40'],
      ...['env', '-i', 'TERM=xterm-256color', ...words, 'bash', '--norc', '--noprofile'],
    )
    await terminal.shows(/\$ $/m)
    return terminal
  }

  async #tmux(...args: string[]): Promise<string> {
    // The machine's own colour settings must not reach the test.
    const env = { PATH: process.env.PATH, TMUX_TMPDIR: goherd.home }
    return (await promisify(execFile)('tmux', ['-L', this.#socket, '-f', '/dev/null', ...args], { env }))
      .stdout
  }

  /** Types a line and presses Enter. */
  async run(line: string): Promise<void> {
    await this.#tmux('send-keys', '-l', line)
    await this.press('Enter')
  }

  async press(...keys: string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys)
  }

  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', text)
  }

  async resize(columns: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns))
  }

  /** What is on the screen; lines that the terminal had to break are one line again. */
  screen(...more: string[]): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-J', ...more)
  }

  /** What is on the screen, row by row. */
  async rows(): Promise<string[]> {
    return (await this.#tmux('capture-pane', '-p')).split('\n')
  }

  async shows(text: RegExp): Promise<string> {
    return vi.waitFor(async () => {
      const screen = await this.screen()
      expect(screen).toMatch(text)
      return screen
    }, SLOW)
  }

  async cursorIsVisible(): Promise<boolean> {
    return (await this.#tmux('display-message', '-p', '#{cursor_flag}')).trim() === '1'
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server')
  }
}

describe.skipIf(missing.length > 0)('goherd in a terminal', () => {
  it.each([60, 80, 140])('breaks no line of a table in %i columns', async (columns) => {
    const terminal = await Terminal.open(columns)
    try {
      await terminal.run('goherd hosts ls; goherd groups ls; goherd audit ls; echo "end $?"')
      const screen = await terminal.shows(/^end 0/m)
      const tooLong = screen.split('\n').filter((line) => line.trimEnd().length > columns)
      // The line that was typed may be longer than the screen.
      expect(tooLong.filter((line) => !line.startsWith('$ '))).toEqual([])
      expect(screen).toMatch(/^NAME|^HOST/m)
    } finally {
      await terminal.close()
    }
  })

  it('shows the status in place, follows the size, and gives the terminal back at Ctrl-C', async () => {
    const terminal = await Terminal.open(100)
    try {
      await terminal.run('goherd status --watch; echo "code $?"')
      await terminal.shows(/hosts/)
      await terminal.resize(60)
      // Drawn anew at once, over all of what was there: the longest bar fits, and nothing stands twice.
      await vi.waitFor(async () => {
        const rows = (await terminal.rows()).map((row) => row.trimEnd())
        expect(rows.filter((row) => /^[█▒░]+$/.test(row)).map((row) => row.length)).toEqual([60])
        for (const once of [/^As of/, /hosts match/, /^Releases/])
          expect(rows.filter((row) => once.test(row))).toHaveLength(1)
      }, SLOW)
      await terminal.press('C-c')
      await terminal.shows(/^code 130/m)
      expect(await terminal.cursorIsVisible()).toBe(true)
    } finally {
      await terminal.close()
    }
  })

  it('colours what it says, but not where NO_COLOR is set', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const coloured = /\u001b\[[\d;]*m/
    for (const [env, expected] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
    ] as const) {
      const terminal = await Terminal.open(100, env)
      try {
        await terminal.run('goherd hosts ls; echo "end $?"')
        await terminal.shows(/^end 0/m)
        const lines = (await terminal.screen('-e')).split('\n').filter((line) => line.includes('drifted'))
        expect(lines.length).toBeGreaterThan(0)
        expect(lines.some((line) => coloured.test(line))).toBe(expected)
      } finally {
        await terminal.close()
      }
    }
  })

  it('completes at the Tab key in a real bash', async () => {
    const terminal = await Terminal.open(100)
    try {
      await terminal.run('eval "$(goherd completion bash)"; echo "ready $?"')
      await terminal.shows(/^ready 0/m)
      await terminal.type('goherd hosts ls -q state:dr')
      await terminal.press('Tab')
      await terminal.shows(/^\$ goherd hosts ls -q state:drifted/m)
      await terminal.press('C-c')
      await terminal.type('goherd grou')
      await terminal.press('Tab')
      await terminal.shows(/^\$ goherd groups /m)
    } finally {
      await terminal.close()
    }
  })
})

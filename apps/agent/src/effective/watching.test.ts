import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestHost } from './test-host.js'
import { addWatched, readWatchList, removeWatched } from './watch-list.js'
import { workspaceGo } from './workspaces.js'

let host: TestHost
beforeEach(() => {
  host = new TestHost()
})
afterEach(() => host.remove())

describe('the list of what is watched', () => {
  it('is empty at first, keeps each once, and forgets by name', async () => {
    const { layout } = host
    expect(readWatchList(layout)).toEqual({ format: 1, users: [], workspaces: [] })
    await addWatched(layout, { kind: 'user', name: 'ci' })
    await addWatched(layout, { kind: 'workspace', name: '/srv/app' })
    await addWatched(layout, { kind: 'user', name: 'ci' })
    expect(readWatchList(layout)).toEqual({ format: 1, users: ['ci'], workspaces: ['/srv/app'] })
    await removeWatched(layout, '/srv/app')
    expect(await removeWatched(layout, 'ci')).toEqual({ format: 1, users: [], workspaces: [] })
  })

  it('refuses what it does not know, more than it can report, and a damaged file, saying what to do', async () => {
    const { layout } = host
    await expect(removeWatched(layout, 'x')).rejects.toMatchObject({ code: 'not_watched' })
    for (const name of ['a', 'b', 'c']) await addWatched(layout, { kind: 'user', name })
    await expect(addWatched(layout, { kind: 'user', name: 'd' })).rejects.toMatchObject({
      code: 'watch_list_full',
      hint: expect.stringContaining('goherd-agent watch rm'),
    })
    writeFileSync(join(layout.state, 'watch.json'), '{')
    expect(() => readWatchList(layout)).toThrow('damaged')
  })
})

describe('what a workspace asks for', () => {
  const wants = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) host.write(`work/app/${name}`, text)
    const { wants, file } = workspaceGo(host.port, join(host.home, 'work', 'app'))
    return [wants, file]
  }

  it.each<readonly [Record<string, string>, string | null, string | null]>([
    [{ 'go.mod': 'module a\ngo 1.24.1\n' }, '1.24.1', 'go.mod'],
    [{ 'go.mod': 'module a\ngo 1.22\ntoolchain go1.23.5\n' }, 'go1.23.5', 'go.mod'],
    [{ 'go.mod': 'module a\ngo 1.24\ntoolchain go1.23.5\n' }, '1.24', 'go.mod'],
    [{ 'go.mod': 'module a\ngo 1.22\n', 'go.work': 'go 1.25\nuse .\n' }, '1.25', 'go.work'],
    [{ '../go.mod': 'module above\ngo 1.23\n', 'x.go': '' }, '1.23', 'go.mod'],
    [{ 'go.mod': 'module a\ngo 1.22\n', '.go-version': '1.25.0\n' }, '1.22', 'go.mod'],
    [{ '.go-version': '1.25.0\n' }, '1.25.0', '.go-version'],
    [{ '.tool-versions': 'golang 1.24.2\n' }, '1.24.2', '.tool-versions'],
    [{ 'go.mod': 'module a\n' }, null, null],
    [{ 'go.mod': 'module a\ngo 1.24 or so\n' }, null, null],
    [{ 'x.go': '' }, null, null],
  ])('with %j: %s of %s', (files, version, file) => {
    expect(wants(files)).toEqual([version, file])
  })

  it('is nothing where the folder is gone', () => {
    expect(workspaceGo(host.port, '/gone')).toEqual({ path: '/gone', wants: null, file: null })
  })
})

import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PAGES, sameAs } from './pages'
import { commandLine, curlLine } from './same-as'

/** An address of each page, and of those whose address says more. */
const ADDRESSES = [
  '/',
  '/hosts',
  '/hosts?q=state:drifted%20go:%3C1.24&sort=lastSeenAt&order=desc',
  '/hosts?group=build&state=drifted',
  '/hosts/ci-1',
  '/groups',
  '/groups/build',
  '/rollouts',
  '/rollouts/new?group=build',
  '/rollouts/01J9ZK',
  '/rollback',
  '/rollback?scope=group:build&target=7',
  '/rollback/01J9ZK',
  '/releases',
  '/releases/go1.23.5',
  '/activity',
  '/activity?target=group:build',
  '/activity?q=disk%20full&actor=Ada&action=rollback&outcome=failed&from=2026-03-01&to=2026-03-04',
  '/settings',
  '/device',
]

function at(address: string) {
  const { pathname, searchParams } = new URL(address, 'https://go.example')
  return sameAs(pathname, searchParams)
}

/** Folders of the console that have a page, as paths with `*` for what the address names. */
function pagesOnDisk(folder = new URL('../../app/(console)/', import.meta.url), path = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      const part = entry.name.startsWith('[') ? '*' : entry.name
      return pagesOnDisk(new URL(`${entry.name}/`, folder), `${path}/${part}`)
    }
    return entry.name === 'page.tsx' ? [path === '' ? '/' : path] : []
  })
}

describe('the same by command line and API', () => {
  it('is said for every page of the console', () => {
    const known = PAGES.map(([path]) => path)
    for (const page of pagesOnDisk()) expect(known, page).toContain(page)
  })

  it('has every page among the addresses that are tried', () => {
    for (const [path] of PAGES) {
      const pattern = new RegExp(`^${path.replace('*', '[^/?]+')}(\\?|$)`)
      expect(
        ADDRESSES.some((address) => pattern.test(address)),
        path,
      ).toBe(true)
    }
  })

  // The command line and the server try these very lines: apps/cli and apps/server read the file.
  it('is what stands in the file that the command line and the server are held to', async () => {
    const lines = ADDRESSES.flatMap((page) =>
      at(page).map(({ says, cli, api }) => ({ page, says, cli, api })),
    )
    expect(lines.every(({ says }) => says !== '')).toBe(true)
    await expect(lines.map((line) => `${JSON.stringify(line)}\n`).join('')).toMatchFileSnapshot(
      './lines.golden.ndjson',
    )
  })

  it('follows the filters of the address', () => {
    const [line] = at('/hosts?q=state:drifted%20go:%3C1.24&sort=name&secret=1')
    expect(commandLine(line?.cli ?? [])).toBe("goherd hosts ls -q 'state:drifted go:<1.24'")
    expect(line?.api.path).toBe('/hosts?q=state%3Adrifted+go%3A%3C1.24&sort=name')
  })

  it('says the filters of the activity as the log is asked', () => {
    const [line] = at('/activity?q=disk%20full&actor=Ada&outcome=failed&from=2026-03-01&to=nonsense')
    expect(commandLine(line?.cli ?? [])).toBe(
      "goherd audit ls --search 'disk full' --actor Ada --outcome failed --since 2026-03-01T00:00:00.000Z",
    )
    expect(at('/activity?outcome=nonsense')).toEqual(at('/activity'))
  })

  it('names the one thing of the page, whatever it is called', () => {
    const [line] = sameAs('/groups/it%27s%20mine', new URLSearchParams())
    expect(commandLine(line?.cli ?? [])).toBe("goherd groups get 'it'\\''s mine'")
    expect(line?.api.path).toBe("/groups/it's%20mine")
  })

  it('knows nothing of pages that there are not', () => {
    expect(sameAs('/nowhere', new URLSearchParams())).toEqual([])
    expect(sameAs('/hosts/a/b', new URLSearchParams())).toEqual([])
  })
})

describe('curlLine', () => {
  it('reads with a token from the environment, never with one in the line', () => {
    expect(curlLine({ method: 'GET', pattern: '/hosts', path: '/hosts?q=a&b=c' }, 'https://go.example')).toBe(
      `curl -fsS -H "Authorization: Bearer $GOHERD_TOKEN" 'https://go.example/api/hosts?q=a&b=c'`,
    )
  })

  it('sends a body as JSON that no shell can break', () => {
    const line = curlLine(
      { method: 'POST', pattern: '/fleet/freeze', path: '/fleet/freeze', body: { reason: "it's bad" } },
      'https://go.example',
    )
    expect(line).toContain(`-X POST`)
    expect(line).toContain(`-d '{"reason":"it'\\''s bad"}'`)
  })
})

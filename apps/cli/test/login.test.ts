import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type FleetServer, startFleetServer } from './fleet-server.js'
import { buildGoherd, type Goherd } from './goherd.js'
import { TOKEN } from './protocol-server.js'

let server: FleetServer
let goherd: Goherd

beforeAll(async () => {
  server = await startFleetServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  goherd = await buildGoherd()
  return () => goherd.remove()
})

const contextsFile = () => join(goherd.home, 'config', 'goherd', 'contexts.json')

it('checks the token, keeps it for its owner alone, and is used from then on', async () => {
  const { exit, json } = await goherd.run(
    ['login', server.url, '--context', 'prod', '--token', '-', '--json'],
    {
      stdin: `${TOKEN}\n`,
    },
  )
  expect(exit).toBe(0)
  expect(json()).toMatchObject({ context: 'prod', server: server.url, name: 'ada', role: 'operator' })
  expect(statSync(contextsFile()).mode & 0o777).toBe(0o600)
  expect(statSync(join(contextsFile(), '..')).mode & 0o777).toBe(0o700)
  expect((await goherd.run(['status', '--json'])).exit).toBe(0)
})

it('never prints the token', async () => {
  const { stdout, stderr } = await goherd.run(['login', server.url, '--token', TOKEN, '--verbose'])
  expect(stdout + stderr).not.toContain(TOKEN)
})

it('keeps nothing when the server does not know the token', async () => {
  const { exit } = await goherd.run(['login', server.url, '--token', 'wrong'])
  expect(exit).toBe(6)
  expect(() => readFileSync(contextsFile())).toThrow()
})

it.each([[['login', '--no-input']], [['login', 'http://127.0.0.1:1', '--no-input']], [['login']]])(
  '%j says what is missing instead of asking',
  async (args) => {
    const { exit, stderr } = await goherd.run(args)
    expect(exit).toBe(2)
    expect(stderr).toMatch(/^usage: the (address of the server|API token) is missing/)
  },
)

it.each(['ftp://example.com', 'https://user:secret@example.com', 'https://'])(
  'refuses the address %s',
  async (url) => {
    expect((await goherd.run(['login', url, '--token', 'x'])).exit).toBe(2)
  },
)

it('lists, chooses and forgets contexts; --context takes one for once', async () => {
  await goherd.run(['login', server.url, '--context', 'one', '--token', TOKEN])
  await goherd.run(['login', server.url, '--context', 'two', '--token', TOKEN])
  const ls = async () => (await goherd.run(['contexts', 'ls', '--json'])).json()
  expect(await ls()).toEqual([
    { context: 'one', server: server.url, current: false },
    { context: 'two', server: server.url, current: true },
  ])
  await goherd.run(['contexts', 'use', 'one'])
  expect((await goherd.run(['status', '--verbose', '--context', 'two'])).stderr).toContain('from context two')
  expect((await goherd.run(['status', '--verbose'])).stderr).toContain('from context one')
  await goherd.run(['contexts', 'rm', 'one'])
  expect(await ls()).toEqual([{ context: 'two', server: server.url, current: false }])
  expect((await goherd.run(['contexts', 'use', 'one'])).exit).toBe(2)
})

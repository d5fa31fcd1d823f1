import { describe, expect, it } from 'vitest'
import { chooseServer, type ServerSources } from './find-server.js'
import type { PrivateFile } from './private-file.js'

const CONTEXTS = '/home/ada/.config/goherd/contexts.json'
const DATA = '/clone/.goherd/cli.json'
const absent = (path: string): PrivateFile => ({ kind: 'absent', path })
const json = (path: string, value: unknown): PrivateFile => ({
  kind: 'text',
  path,
  text: JSON.stringify(value),
})
const access = (name: string) => ({ server: `https://${name}.example.com`, token: `${name}-token` })
const contexts = (current: string | null) =>
  json(CONTEXTS, { current, contexts: { prod: access('prod'), lab: access('lab') } })

function sources(over: Partial<ServerSources> = {}): ServerSources {
  return {
    context: undefined,
    env: { server: undefined, token: undefined },
    contexts: absent(CONTEXTS),
    data: [absent(DATA)],
    ...over,
  }
}

const env = { server: 'https://env.example.com', token: 'env-token' }

describe('which server', () => {
  it.each<[string, Partial<ServerSources>, string]>([
    ['a named context comes first', { context: 'lab', env, contexts: contexts('prod') }, 'lab'],
    ['then the environment', { env, contexts: contexts('prod'), data: [json(DATA, access('data'))] }, 'env'],
    ['then the current context', { contexts: contexts('prod'), data: [json(DATA, access('data'))] }, 'prod'],
    ['then cli.json', { contexts: contexts(null), data: [absent('/x'), json(DATA, access('data'))] }, 'data'],
  ])('%s', (_, over, name) => {
    expect(chooseServer(sources(over))).toMatchObject({
      url: `https://${name}.example.com`,
      token: `${name}-token`,
    })
  })

  it('names its source', () => {
    expect(chooseServer(sources({ env })).source).toBe('GOHERD_SERVER')
    expect(chooseServer(sources({ contexts: contexts('prod') })).source).toBe('context prod')
    expect(chooseServer(sources({ data: [json(DATA, access('data'))] })).source).toBe(DATA)
  })
})

describe('what cannot be used', () => {
  const failure = (over: Partial<ServerSources>) => {
    try {
      return chooseServer(sources(over))
    } catch (thrown) {
      return thrown
    }
  }

  it('nothing: says every place it looked at', () => {
    expect(failure({})).toMatchObject({
      code: 'no_server',
      exit: 'error',
      detail: expect.stringContaining(`${CONTEXTS} and no ${DATA}`),
    })
  })

  it.each([
    { server: 'https://x', token: undefined },
    { server: undefined, token: 't' },
  ])('half an environment: %j', (half) =>
    expect(failure({ env: half, contexts: contexts('prod') })).toMatchObject({ exit: 'usage' }),
  )

  it('an unknown context: names the known ones', () => {
    expect(failure({ context: 'toString', contexts: contexts('prod') })).toMatchObject({
      exit: 'usage',
      hint: 'Known: prod, lab.',
    })
  })

  it.each<[PrivateFile, string]>([
    [{ kind: 'exposed', path: DATA, mode: '644' }, 'token_file_exposed'],
    [{ kind: 'unreadable', path: DATA, why: 'EACCES' }, 'token_file_unreadable'],
    [{ kind: 'text', path: DATA, text: '{' }, 'token_file_malformed'],
    [{ kind: 'text', path: DATA, text: '{"server":"https://x"}' }, 'token_file_malformed'],
  ])('%j', (file, code) => expect(failure({ data: [file] })).toMatchObject({ code, exit: 'error' }))

  it('an exposed file does not matter when it is not the one to use', () => {
    const exposed: PrivateFile = { kind: 'exposed', path: CONTEXTS, mode: '666' }
    expect(chooseServer(sources({ env, contexts: exposed })).token).toBe('env-token')
  })

  it('never shows a token', () => {
    const broken = json(DATA, { server: 'gopher://x', token: 'very-secret' })
    const shown = failure({ data: [broken] })
    expect(shown).toMatchObject({ code: 'bad_server_address' })
    expect(String(shown) + JSON.stringify(shown)).not.toContain('very-secret')
  })
})

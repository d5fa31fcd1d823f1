import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { files, type LocalServer, localServer } from '../test/local-server.js'
import { testLog } from '../test/test-log.js'
import { publicLog } from './public-log.js'
import { GO_LOG_KEY, parseLogKey } from './signed-note.js'

const MODULE = 'golang.org/toolchain'
const VERSION = 'v0.0.1-go1.22.12.linux-amd64'
const HASH = `h1:${'A'.repeat(43)}=`
const NAME = `${MODULE}@${VERSION}`
const TEXT = `${MODULE} ${VERSION} ${HASH}\n${MODULE} ${VERSION}/go.mod h1:${'B'.repeat(43)}=\n`
const never = new AbortController().signal

let server: LocalServer
beforeEach(async () => {
  server = await localServer()
})
afterEach(() => server.close())

type Files = Record<string, Buffer | string>

/** Asks a log of this size, whose answers were changed on the way. */
function ask(size: number, change: (files: Files) => void = () => undefined, text = TEXT) {
  const log = testLog([{ name: NAME, text }], size)
  const changed: Files = { ...log.files }
  change(changed)
  server.answer = files(changed)
  return publicLog(undefined, { GOSUMDB: `${log.key} ${server.url}` })?.lookup(MODULE, VERSION, never)
}
const edited = (edit: (text: string) => string) => (all: Files) => {
  all[`/lookup/${NAME}`] = edit(String(all[`/lookup/${NAME}`]))
}

describe('a public log', () => {
  it.each([1, 2, 3, 255, 256, 257, 511, 700, 66_000])(
    'of %i records proves that it has one',
    async (size) => {
      expect(await ask(size)).toEqual({ log: 'log.example', hash: HASH, size })
    },
  )

  const FORGED: Readonly<Record<string, (all: Files) => void>> = {
    'an empty answer': edited(() => ''),
    'an answer without records': edited((text) => text.replace(TEXT, '')),
    'another hash beside the signed tree': edited((text) => text.replace(HASH, `h1:${'C'.repeat(43)}=`)),
    'a record of another module': edited((text) => text.replaceAll(MODULE, 'evil.example/toolchain')),
    'a record of another version': edited((text) => text.replaceAll('go1.22.12', 'go1.22.11')),
    'one more hash': edited((text) =>
      text.replace('\n\n', `\n${MODULE} ${VERSION} h1:${'C'.repeat(43)}=\n\n`),
    ),
    'another number': edited((text) => text.replace(/^\d+/, '3')),
    'a number beyond the tree': edited((text) => text.replace(/^\d+/, '700')),
    'another size of the tree': edited((text) => text.replace('tree\n700\n', 'tree\n701\n')),
    'no signature': edited((text) => text.replace(/— .*\n/, '')),
    'a signature of somebody else': edited((text) => text.replace('— log.example', '— evil.example')),
    'a changed signature': edited((text) => text.replace(/(— log\.example .{20})./, '$1!')),
    'hashes after the signature': edited((text) => `${text}${MODULE} ${VERSION} ${HASH}\n`),
    'a forged tile': (all) => {
      const path = '/tile/8/0/001'
      const tile = Buffer.from(all[path] ?? '')
      tile[95 * 32] = (tile[95 * 32] ?? 0) ^ 1
      all[path] = tile
    },
    'a short tile': (all) => {
      all['/tile/8/0/001'] = Buffer.from(all['/tile/8/0/001'] ?? '').subarray(32)
    },
  }
  it.each(Object.entries(FORGED))('is not believed with %s', async (_, change) => {
    await expect(ask(700, change)).rejects.toMatchObject({ code: 'public_log_forged' })
  })

  it('whose every byte of the answer may be changed says the same or nothing', async () => {
    const log = testLog([{ name: NAME, text: TEXT }], 40)
    const good = String(log.files[`/lookup/${NAME}`])
    server.answer = files(log.files)
    const said = await publicLog(undefined, { GOSUMDB: `${log.key} ${server.url}` })?.lookup(
      MODULE,
      VERSION,
      never,
    )
    expect(said).toMatchObject({ hash: HASH })
    for (let at = 0; at < good.length; at += 3) {
      const bad = `${good.slice(0, at)}${good[at] === 'Q' ? 'R' : 'Q'}${good.slice(at + 1)}`
      server.answer = files({ ...log.files, [`/lookup/${NAME}`]: bad })
      const asked = publicLog(undefined, { GOSUMDB: `${log.key} ${server.url}` })
      const answer = await asked?.lookup(MODULE, VERSION, never).catch((error: unknown) => error)
      // The last character of a signature in base64 holds bits that mean nothing.
      const refused = { code: expect.stringMatching(/^public_log_/) }
      expect(answer, `byte ${at}`).toMatchObject(answer instanceof Error ? refused : { ...said })
    }
  })

  it('that nobody answers for is said so, and is not said to be wrong', async () => {
    const log = testLog([{ name: NAME, text: TEXT }], 4)
    const gone = publicLog(undefined, { GOSUMDB: `${log.key} http://127.0.0.1:9` })
    await expect(gone?.lookup(MODULE, VERSION, never)).rejects.toMatchObject({
      code: 'public_log_unreachable',
    })
    const empty = publicLog(undefined, { GOSUMDB: `${log.key} ${server.url}` })
    await expect(empty?.lookup(MODULE, VERSION, never)).rejects.toMatchObject({ code: 'public_log_unknown' })
  })

  it('is asked directly when the proxy does not pass it on, but not when the proxy forges', async () => {
    const log = testLog([{ name: NAME, text: TEXT }], 9)
    server.answer = files(log.files)
    const environment = { GOSUMDB: `${log.key} ${server.url}` }
    const behindNothing = publicLog('http://127.0.0.1:9', environment)
    expect(await behindNothing?.lookup(MODULE, VERSION, never)).toMatchObject({ hash: HASH })
    const forger = await localServer()
    forger.answer = files({ [`/sumdb/log.example/lookup/${NAME}`]: 'nonsense' })
    await expect(publicLog(forger.url, environment)?.lookup(MODULE, VERSION, never)).rejects.toMatchObject({
      code: 'public_log_forged',
    })
    await forger.close()
  })

  it('can be switched off, and a name that is no key is refused', () => {
    expect(publicLog(undefined, { GOSUMDB: 'off' })).toBeUndefined()
    expect(publicLog(undefined, {})?.name).toBe('sum.golang.org')
    expect(parseLogKey(GO_LOG_KEY)).toMatchObject({ name: 'sum.golang.org', id: '033de0ae' })
    for (const bad of ['sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8', 'x', 'a+b+c'])
      expect(() => publicLog(undefined, { GOSUMDB: bad })).toThrow(
        expect.objectContaining({ code: 'bad_public_log' }),
      )
  })
})

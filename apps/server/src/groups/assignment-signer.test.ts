import { generateKeyPairSync } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../base/config/index.js'
import { Database } from '../base/database/index.js'
import { createTestDatabase, startTestPostgres } from '../testing/index.js'
import { AssignmentSigner } from './assignment-signer.js'
import { SigningKeyStore } from './signing-key.store.js'

let postgres: Awaited<ReturnType<typeof startTestPostgres>>
let database: Database
let dataDir: string

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())
beforeEach(async () => {
  database = new Database(await createTestDatabase(postgres.url), { connections: 5 })
  dataDir = await mkdtemp(join(tmpdir(), 'goherd-key-'))
  return async () => {
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  }
})

const keyFile = () => join(dataDir, 'signing-key.pem')

async function start(): Promise<AssignmentSigner> {
  const signer = new AssignmentSigner(readConfig({ GOHERD_DATA: dataDir }), new SigningKeyStore(database))
  await signer.onModuleInit()
  return signer
}

describe('the signing key', () => {
  it('is made at the first start, for its owner alone, and stays', async () => {
    const first = await start()
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600)
    const second = await start()
    expect([second.publicKey(), second.keyId()]).toEqual([first.publicKey(), first.keyId()])
    expect(await readdir(dataDir)).toEqual(['signing-key.pem'])
  })

  it('is one, also when several servers start at once', async () => {
    const signers = await Promise.all(Array.from({ length: 8 }, start))
    expect(new Set(signers.map((signer) => signer.keyId())).size).toBe(1)
  })

  it('never reaches the database', async () => {
    await start()
    const secret = (await readFile(keyFile(), 'utf8')).split('\n')[1] ?? ''
    const { rows } = await database.pool.query('SELECT row_to_json(fleet)::text AS text FROM fleet')
    expect(secret.length).toBeGreaterThan(40)
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  it.each([
    ['644', 0o644],
    ['640', 0o640],
    ['604', 0o604],
    ['620', 0o620],
  ])('is refused with mode %s', async (_, mode) => {
    await start()
    await chmod(keyFile(), mode)
    await expect(start()).rejects.toMatchObject({
      code: 'signing_key_exposed',
      hint: expect.stringContaining('chmod 600'),
    })
  })

  it('is not made anew when it is lost: hosts would refuse the new one', async () => {
    await start()
    await rm(keyFile())
    await expect(start()).rejects.toMatchObject({ code: 'signing_key_missing' })
    expect(await readdir(dataDir)).toEqual([])
  })

  it('is refused when it is another one', async () => {
    await start()
    const { privateKey } = generateKeyPairSync('ed25519')
    await writeFile(keyFile(), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    await expect(start()).rejects.toMatchObject({ code: 'signing_key_changed' })
  })

  it.each([
    ['empty', ''],
    ['text', 'not a key'],
    [
      'of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
  ])('is refused when the file is %s', async (_, text) => {
    await writeFile(keyFile(), text, { mode: 0o600 })
    await expect(start()).rejects.toMatchObject({ code: 'signing_key_unreadable' })
  })
})

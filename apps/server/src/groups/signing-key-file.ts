import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { link, mkdir, open, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GoherdError } from '../base/errors/index.js'

/**
 * The text of the key file, or undefined when there is none.
 * @throws GoherdError `signing_key_exposed` when others than its owner can read it
 */
export async function readSigningKey(path: string): Promise<string | undefined> {
  const mode = await modeOf(path)
  if (mode === undefined) return undefined
  if ((mode & 0o077) !== 0) {
    throw new GoherdError('conflict', 'signing_key_exposed', {
      message: `${path} has mode ${(mode & 0o777).toString(8)}: others than its owner can reach the key`,
      hint: `Find out who could have read it, then run: chmod 600 ${path}`,
    })
  }
  const file = await open(path, 'r')
  try {
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/**
 * Makes an Ed25519 key, readable by its owner alone, durable before it gets its name. When another server was faster, its key
 * is the answer.
 */
export async function makeSigningKey(path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const draft = `${path}.${randomUUID()}`
  await mkdir(dirname(path), { recursive: true })
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await file.sync()
  } finally {
    await file.close()
  }
  await link(draft, path).catch(ignoreExisting)
  await unlink(draft)
  await syncFolder(dirname(path))
  return (await readSigningKey(path)) ?? privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

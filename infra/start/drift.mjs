import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { replaceFile } from '../setup/replace-file.mjs'
import { addNotes, readNotes } from './notes.mjs'

const PATIENCE_MS = 30_000

/**
 * Lets one host drift as it happens in life: somebody edits its `go.env`, so that a build may take another Go from PATH behind
 * everybody's back. Once for a data folder; who corrects it keeps it corrected.
 * @param {{ api: import('./api.mjs').Api, host: import('./fleet.mjs').DemoHost, data: string, signal: AbortSignal, note: (text: string) => void }} options
 * @returns {Promise<void>}
 */
export async function letDrift({ api, host, data, signal, note }) {
  if (readNotes(data).drifted) return note('as it was left')
  const file = join(host.root, 'current/go.env')
  if (!existsSync(file)) return note(`${host.name} has no Go to change`)
  const before = readFileSync(file, 'utf8').replace(/^GOTOOLCHAIN=.*\n?/gm, '')
  replaceFile(file, `${before}GOTOOLCHAIN=path\n`)
  const until = Date.now() + PATIENCE_MS
  while (Date.now() < until) {
    const seen = await api.get(`/api/hosts/${host.name}`)
    if (seen.state === 'drifted') {
      addNotes(data, { drifted: host.name })
      return note(`${host.name}: ${seen.drift[0]?.reason ?? 'drifted'}`)
    }
    await sleep(200, undefined, { signal })
  }
  note(`${host.name} was changed, and the server has not heard of it in ${PATIENCE_MS / 1000} s`)
}

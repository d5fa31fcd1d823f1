import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { inClone } from './clone.js'
import { DemoFailure } from './demo-failure.js'

const found = z.object({ source: z.string(), why: z.string() })

/**
 * Where the server gets real Go releases from, as `npm start` finds them: what GOHERD_GO_SOURCE says, what is kept, the official
 * site, or the distribution's packages. Throws DemoFailure `no_go_source`.
 */
export async function findGoSource(
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<z.infer<typeof found>> {
  const child = spawn(process.execPath, [inClone('infra/go/print-source.mjs')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    detached: true,
  })
  let said = ''
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  createInterface({ input: child.stderr }).on('line', (line) => {
    said += `${line}\n`
    note(line)
  })
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code === 0) return found.parse(JSON.parse(stdout))
  throw new DemoFailure('no_go_source', 'there is no source of Go releases', {
    hint: 'Set GOHERD_GO_SOURCE to a folder with Go archives and their dl.json, or to the URL of a mirror.',
    cause: new Error(said.trim().split('\n').slice(-4).join(' ')),
  })
}

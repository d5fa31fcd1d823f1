import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareReleaseNames } from '@goherd/model'
import { releaseName } from '@goherd/protocol'
import { z } from 'zod'
import { AgentError } from './agent-error.js'
import { writeDurably } from './durable-file.js'
import { errnoOf } from './errno.js'
import type { Layout } from './layout.js'

const stored = z.object({ format: z.literal(1), pinned: z.array(releaseName) })

function fileOf(layout: Layout): string {
  return join(layout.state, 'pins.json')
}

/** The releases that somebody on this host keeps, newest Go first. Throws `pins_damaged` for a file that cannot be read as one. */
export function readPins(layout: Layout): readonly string[] {
  const path = fileOf(layout)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return []
    throw AgentError.from(cause)
  }
  try {
    return stored.parse(JSON.parse(text)).pinned
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof z.ZodError)) throw cause
    throw new AgentError({
      code: 'pins_damaged',
      message: `${path} does not say which releases are pinned`,
      hint: `Remove ${path} and pin again what is to stay: goherd-agent pin.`,
      cause,
    })
  }
}

/** Pins or unpins a release, durably. Answers whether that changed anything. */
export async function setPinned(layout: Layout, release: string, pinned: boolean): Promise<boolean> {
  const before = readPins(layout)
  if (before.includes(release) === pinned) return false
  const after = pinned ? [...before, release] : before.filter((other) => other !== release)
  const text = JSON.stringify({ format: 1, pinned: after.sort(compareReleaseNames) })
  await writeDurably(fileOf(layout), `${text}\n`, 0o600)
  return true
}

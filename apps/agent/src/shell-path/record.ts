import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AgentError } from '../disk/agent-error.js'
import { writeDurably } from '../disk/durable-file.js'
import { errnoOf } from '../disk/errno.js'
import type { Layout } from '../disk/layout.js'

const entry = z.object({
  path: z.string(),
  /** False for a file that was there before Goherd wrote to it. */
  made: z.boolean(),
  /** Folders that had to be made for it, outermost first. */
  folders: z.array(z.string()),
})

const record = z.object({
  format: z.literal(1),
  /** True from the first start-up file on that puts this root on PATH. */
  onPath: z.boolean(),
  files: z.array(entry.extend({ dialect: z.enum(['posix', 'fish']), form: z.enum(['own', 'block']) })),
  links: z.array(entry),
  /** For releases that read no go.env. */
  exports: z.record(z.string(), z.string()),
})

/** What Goherd wrote outside of its root, so that it can be taken away again to the last folder. */
export type PathRecord = z.infer<typeof record>

export const NOTHING_WRITTEN: PathRecord = { format: 1, onPath: false, files: [], links: [], exports: {} }

function recordPath(layout: Layout): string {
  return join(layout.state, 'path.json')
}

/** The record of a root; an empty one for a root that was never on PATH. Throws `path_record_unreadable`. */
export function readPathRecord(layout: Layout): PathRecord {
  try {
    return record.parse(JSON.parse(readFileSync(recordPath(layout), 'utf8')))
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return NOTHING_WRITTEN
    if (!(cause instanceof SyntaxError || cause instanceof z.ZodError)) throw AgentError.from(cause)
    throw new AgentError({
      code: 'path_record_unreadable',
      message: `${recordPath(layout)} is damaged`,
      hint: `Remove ${recordPath(layout)} and run: goherd-agent path setup --root ${layout.root}`,
      cause,
    })
  }
}

/** Keeps a record; an empty one is no file. */
export async function writePathRecord(layout: Layout, next: PathRecord): Promise<void> {
  if (next.onPath || next.files.length > 0 || next.links.length > 0 || Object.keys(next.exports).length > 0)
    return writeDurably(recordPath(layout), `${JSON.stringify(next, null, 2)}\n`, 0o600)
  try {
    await rm(recordPath(layout), { force: true })
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

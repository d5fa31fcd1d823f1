import { readFileSync, rmSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AgentError } from '../disk/agent-error.js'
import { syncFolder, writeDurably } from '../disk/durable-file.js'
import { errnoOf } from '../disk/errno.js'
import type { Installation } from './installation.js'

/*
 * What is known of an update lies in `home/state/`. `trial` is a few lines of key=value, because the launcher, a shell script, reads
 * them too; it counts the starts of a version on trial by the bytes of `starts`.
 */

const version = z.string().regex(/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/)

const trialSchema = z.object({
  /** The last good version, and the one that has to prove itself. */
  from: version,
  to: version,
  epoch: z.coerce.number().int().nonnegative(),
  /** Seconds a start of the new version has until the server's session is open. */
  within: z.coerce.number().int().positive(),
})
export type Trial = z.infer<typeof trialSchema>

const backedOutSchema = z.object({
  version,
  epoch: z.number().int().nonnegative(),
  /** Why, as one sentence. */
  why: z.string(),
})
/** A version that did not prove itself. It is not tried again for the same assignment. */
export type BackedOut = z.infer<typeof backedOutSchema>

type Home = Pick<Installation, 'home'>

const inState = ({ home }: Home, name: string) => join(home, 'state', name)

/** The trial that goes on; null for none, and for one that cannot be read: the launcher takes no notice of such a one either. */
export function readTrial(home: Home): Trial | null {
  const text = readIfThere(inState(home, 'trial'))
  if (text === undefined) return null
  const pairs = text.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=')
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : []
  })
  return trialSchema.safeParse(Object.fromEntries(pairs)).data ?? null
}

/** Begins a trial, durably, with no start counted. */
export async function writeTrial(home: Home, trial: Trial): Promise<void> {
  await mkdir(inState(home, ''), { recursive: true })
  rmSync(inState(home, 'starts'), { force: true })
  const { from, to, epoch, within } = trial
  const text = `from=${from}\nto=${to}\nepoch=${epoch}\nwithin=${within}\n`
  await writeDurably(inState(home, 'trial'), text, 0o644)
}

/** Ends a trial, whichever way. The count goes last: without the trial nobody reads it. */
export async function forgetTrial(home: Home): Promise<void> {
  rmSync(inState(home, 'trial'), { force: true })
  await syncFolder(inState(home, '')).catch((cause: unknown) => {
    throw AgentError.from(cause)
  })
  rmSync(inState(home, 'starts'), { force: true })
}

/** How often the launcher has started the version on trial. */
export function countStarts(home: Home): number {
  return statSync(inState(home, 'starts'), { throwIfNoEntry: false })?.size ?? 0
}

export function readBackedOut(home: Home): BackedOut | null {
  return parsed(inState(home, 'backed-out.json'), backedOutSchema)
}

export async function writeBackedOut(home: Home, backedOut: BackedOut): Promise<void> {
  await writeDurably(inState(home, 'backed-out.json'), `${JSON.stringify(backedOut)}\n`, 0o644)
}

const previousSchema = z.object({ version })

/** The version that ran before this one proved itself; it is kept. */
export function readPrevious(home: Home): string | null {
  return parsed(inState(home, 'previous.json'), previousSchema)?.version ?? null
}

export async function writePrevious(home: Home, previous: string): Promise<void> {
  await writeDurably(inState(home, 'previous.json'), `${JSON.stringify({ version: previous })}\n`, 0o644)
}

/** A note that is torn says nothing: what follows from that is at worst one more try. */
function parsed<T extends z.ZodType>(path: string, schema: T): z.infer<T> | null {
  const text = readIfThere(path)
  if (text === undefined) return null
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined
    throw AgentError.from(cause)
  }
}

import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BLANK_MEMORY, type Memory } from '@goherd/agent-core'
import {
  agentBundle,
  archiveRef,
  assignment,
  driftKind,
  failure,
  hostEvent,
  hostPolicy,
  maintenance,
  observedBytes,
  releaseName,
  settings,
} from '@goherd/protocol'
import { z } from 'zod'
import { AgentError } from './disk/agent-error.js'
import { syncFolderNow } from './disk/durable-file.js'
import { errnoOf } from './disk/errno.js'
import type { Layout } from './disk/layout.js'

const desired = z.object({ release: releaseName, settings, policy: hostPolicy.optional() })

const accepted = z.object({
  epoch: z.number().int().positive(),
  desired,
  archive: archiveRef.nullable(),
  agent: agentBundle.optional(),
  origin: assignment.shape.origin,
  urgent: z.boolean(),
  reason: z.string(),
})

const journal = z.object({
  epoch: z.number().int().nullable(),
  target: desired,
  from: z.object({ release: releaseName.nullable(), elsewhere: z.string().nullable(), settings }),
  scope: z.enum(['link', 'settings']),
  direction: z.enum(['forward', 'back']),
  error: failure.nullable(),
})

const failedAttempt = z.object({
  epoch: z.number().int().nullable(),
  error: failure,
  attempts: z.number().int().positive(),
  retryAt: z.number(),
})

const correction = z.object({
  epoch: z.number().int(),
  recent: z.array(z.object({ kinds: z.array(driftKind), at: z.number() })),
  stand: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('calm') }),
    z.object({ kind: z.literal('mending'), found: z.string() }),
    z.object({ kind: z.literal('pausing'), until: z.number() }),
    z.object({ kind: z.literal('stopped'), calmSince: z.number().nullable() }),
  ]),
})

const memorySchema = z.object({
  accepted: accepted.nullable(),
  reachedEpoch: z.number().int().nonnegative(),
  journal: journal.nullable(),
  failure: failedAttempt.nullable(),
  checked: z
    .object({ release: releaseName, bytes: observedBytes, goVersion: z.string().nullable() })
    .nullable(),
  nextVerifyAt: z.number().nullable(),
  // Left out by agents before these were known.
  nextSnapshotAt: z.number().nullable().default(null),
  changes: z.number().int().nonnegative().default(0),
  drain: z.object({ epoch: z.number().int(), since: z.number(), until: z.number() }).nullable().default(null),
  correction: correction.nullable().default(null),
  hold: maintenance.nullable().default(null),
  seq: z.number().int().nonnegative(),
  events: z.array(hostEvent),
})

/**
 * The agent's memory on disk: a line with the SHA-256 of the rest, then JSON. A save keeps the one before as
 * `memory.previous.json`; a file that is torn or missing is answered by that one, so a crash loses at most the last save.
 */
export class MemoryFile {
  readonly #path: string
  readonly #previous: string

  constructor(layout: Layout) {
    this.#path = join(layout.state, 'memory.json')
    this.#previous = join(layout.state, 'memory.previous.json')
  }

  /** The newest memory that is whole; a blank one for a root that never had any. Throws `memory_unreadable` when both are damaged. */
  load(): Memory {
    const texts = [this.#path, this.#previous].map(readIfThere)
    for (const text of texts) {
      const memory = text === undefined ? undefined : parseMemory(text)
      if (memory !== undefined) return memory
    }
    if (texts.every((text) => text === undefined)) return BLANK_MEMORY
    throw new AgentError({
      code: 'memory_unreadable',
      message: `${this.#path} and the one before it are damaged`,
      hint: `Move both files away and start the agent again; the server sends its newest assignment anew.`,
    })
  }

  /** Saves durably. Synchronous, because what follows a save must not begin before it. Throws AgentError. */
  save(memory: Memory): void {
    const beside = `${this.#path}.tmp`
    const body = JSON.stringify(memory)
    try {
      const file = openSync(beside, 'w', 0o600)
      try {
        writeFileSync(file, `${digestOf(body)}\n${body}`)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameIfThere(this.#path, this.#previous)
      renameSync(beside, this.#path)
      // Without it a journal could be lost after the rename that it was written for had reached the disk.
      syncFolderNow(dirname(this.#path))
    } catch (cause) {
      throw AgentError.from(cause)
    }
  }
}

/** Reads what save() wrote; undefined for anything that is not whole. Pure. */
export function parseMemory(text: string): Memory | undefined {
  const end = text.indexOf('\n')
  const body = text.slice(end + 1)
  if (end < 0 || text.slice(0, end) !== digestOf(body)) return undefined
  const read = memorySchema.safeParse(JSON.parse(body))
  return read.success ? read.data : undefined
}

function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined
    throw AgentError.from(cause)
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw cause
  }
}

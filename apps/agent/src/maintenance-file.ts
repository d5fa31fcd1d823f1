import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LONGEST_HOLD_MS } from '@goherd/agent-core'
import { type Maintenance, maintenance } from '@goherd/protocol'
import { z } from 'zod'
import { AgentError } from './disk/agent-error.js'
import { syncFolder, writeDurably } from './disk/durable-file.js'
import { errnoOf } from './disk/errno.js'
import type { Layout } from './disk/layout.js'

function fileOf(layout: Layout): string {
  return join(layout.state, 'maintenance.json')
}

/** The maintenance lock of a root, whether its time is over or not; null without one. Throws `maintenance_damaged`. */
export function readHold(layout: Layout): Maintenance | null {
  const path = fileOf(layout)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return null
    throw AgentError.from(cause)
  }
  try {
    return maintenance.parse(JSON.parse(text))
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof z.ZodError)) throw cause
    throw new AgentError({
      code: 'maintenance_damaged',
      message: `${path} is no maintenance lock that this agent knows`,
      hint: 'Take it away with goherd-agent unlock, and lock again if this host is to stay as it is.',
      cause,
    })
  }
}

/** Writes a lock, or takes it away, durably. */
export async function writeHold(layout: Layout, hold: Maintenance | null): Promise<void> {
  if (hold !== null) return writeDurably(fileOf(layout), `${JSON.stringify(hold)}\n`, 0o600)
  try {
    await rm(fileOf(layout), { force: true })
    await syncFolder(layout.state)
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `90m`, `2h`, `1d` or `1h30m` as milliseconds, at most 7 days. Throws `bad_duration`. Pure. */
export function readDuration(text: string): number {
  const parts = [...text.matchAll(/(\d{1,6})([mhd])/g)]
  const whole = parts.map(([part]) => part).join('')
  const ms = parts.reduce((sum, [, count = '', unit = '']) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0)
  if (whole === text && ms > 0 && ms <= LONGEST_HOLD_MS) return ms
  throw new AgentError({
    code: 'bad_duration',
    message: ms > LONGEST_HOLD_MS ? `${text} is longer than 7 days` : `"${text}" is not a duration`,
    hint: 'Write it as 30m, 2h, 1d or 1h30m; 7d at most.',
  })
}

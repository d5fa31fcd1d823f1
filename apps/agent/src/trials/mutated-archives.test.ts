import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sandbox } from '../disk/sandbox.js'
import { run } from '../test/agent-process.js'
import { buildEntry } from './build-entry.js'
import type { Outcome } from './mutated-archives-entry.js'
import { SEED, trials } from './scale.js'
import { shown } from './shown.js'

const PAIRS = trials(400, 20_000)
const LIMIT = 300 * 1024 * 1024

describe('mutated archives', () => {
  it(
    `never reach beyond their own tree, nor take much memory (${2 * PAIRS} and a bomb, seed ${SEED})`,
    async () => {
      const box = await sandbox()
      const entry = buildEntry('mutated-archives-entry.ts', join(box.folder, 'mutated.mjs'))
      const { stdout, stderr, status } = await run(process.execPath, [entry, String(PAIRS), String(SEED)])
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      const found: Outcome = JSON.parse(stdout)
      const { acceptedUnderAnother, acceptedAsSigned, outside, codes, peakMemory } = found
      const failures = outside.length + acceptedUnderAnother + (peakMemory < LIMIT ? 0 : 1)
      const note = `nothing outside their tree; peak memory ${Math.round(peakMemory / 1024 / 1024)} MB`
      shown({ row: 'no mutated archive escapes', trials: 2 * PAIRS + 1, failures, note })
      expect(outside).toEqual([])
      expect(acceptedUnderAnother).toBe(0)
      expect(peakMemory).toBeLessThan(LIMIT)
      for (const code of Object.keys(codes))
        expect(code).toMatch(/^(accepted|digest_mismatch|download_short|archive_\w+)$/)
      // Not every change is a fault: a trial that refused everything would show nothing.
      expect(acceptedAsSigned).toBeGreaterThan(0)
      expect(Object.keys(codes).length).toBeGreaterThan(4)
      box.remove()
    },
    PAIRS * 200,
  )
})

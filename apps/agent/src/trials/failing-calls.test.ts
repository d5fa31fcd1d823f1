import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import type { Failure } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import type { Layout } from '../disk/layout.js'
import { Lane } from './lane.js'
import type { Rest } from './one-change.js'
import { pick, SEED, trials } from './scale.js'
import { shown } from './shown.js'
import { goOf } from './stage.js'
import { CHANGING, interfere, whyNoStrace } from './strace.js'

const ROW = 'a call that fails (ENOSPC, EIO, EROFS) leaves the link and no rest'
const TRIALS = trials(36, 1000)
const LANES = 2
const missing = whyNoStrace()
if (missing !== undefined) shown({ row: ROW, trials: 0, failures: 0, note: `skipped: ${missing}` })

const CODES = { ENOSPC: 'disk_full', EIO: 'disk_error', EROFS: 'read_only_disk' } as const
const ERRNOS = ['ENOSPC', 'EIO', 'EROFS'] as const
/** What is said when the call that failed was one of the go that was being checked. */
const OF_THE_CHECK = /^probe_/
/** Calls that tidying up needs itself: where one of them fails, the next start does it. */
const OF_TIDYING = /^(unlink|rmdir|openat)$/

describe.skipIf(missing !== undefined)('a disk that fails', () => {
  it(
    `at one call, or from it on, changes nothing that builds see (${TRIALS} trials, seed ${SEED})`,
    async () => {
      const lanes = await Promise.all(Array.from({ length: LANES }, (_, n) => Lane.start(10 + n, CHANGING)))
      const codes = new Map<string, number>()
      const failures = await Promise.all(
        lanes.map((lane) =>
          lane.run(TRIALS / LANES, async ({ moment, command, stage, random }) => {
            const errno = pick(ERRNOS, random)
            const { call, n } = moment
            // Node's own threads wake each other by writing: that must go on.
            const forGood = call === 'write' ? '' : pick(['', '+'], random)
            const { stdout, stderr } = await interfere(`error=${errno}`, call, `${n}${forGood}`, command)
            const rest: Rest | undefined = stdout === '' ? undefined : JSON.parse(stdout)
            const code = rest?.failure?.code ?? (rest?.reached === true ? 'it did without' : 'not known')
            codes.set(code, (codes.get(code) ?? 0) + 1)
            const left = OF_TIDYING.test(call) || rest === undefined ? [] : unused(stage.box.layout)
            return [
              ...(goOf(stage.box) === undefined ? ['there is no working go'] : []),
              ...(left.length > 0 ? [`${errno}${forGood}: left in staging: ${left.join(', ')}`] : []),
              ...(rest === undefined && call !== 'write' ? [`no answer: ${stderr}`] : []),
              ...wrongFailure(rest?.failure ?? null, CODES[errno]),
            ]
          }),
        ),
      )
      const note = [...codes].map(([code, count]) => `${count} ${code}`).join(', ')
      shown({ row: ROW, trials: TRIALS, failures: failures.flat().length, note })
      expect(failures.flat()).toEqual([])
      for (const code of Object.values(CODES)) expect(codes.get(code)).toBeGreaterThan(0)
    },
    TRIALS * 4000,
  )
})

/** What lies in staging although nothing needs it. A stand-in that `current` leads to is the go of this host. */
function unused({ staging, current }: Layout): string[] {
  const target = existsSync(current) ? readlinkSync(current) : ''
  return readdirSync(staging).filter((name) => !target.startsWith(`staging/${name}/`))
}

function wrongFailure(failure: Failure | null, code: string): string[] {
  if (failure === null || OF_THE_CHECK.test(failure.code)) return []
  const isRight = failure.code === code && /^[A-Z].*\.$/.test(failure.hint)
  return isRight ? [] : [`it says ${JSON.stringify(failure)} for ${code}`]
}

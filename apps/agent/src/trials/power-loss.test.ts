import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '@goherd/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText } from '../disk/current-link.js'
import { listInstalled } from '../disk/installed.js'
import { type Layout, layoutOf } from '../disk/layout.js'
import { verifyBytes } from '../disk/observe.js'
import { inventory, type Sandbox, sandbox } from '../disk/sandbox.js'
import { MemoryFile } from '../memory-file.js'
import type { Assigned } from './agent-here.js'
import { recordDisk } from './disk-calls.js'
import { quickFolder } from './quick-folder.js'
import { SEED, trials } from './scale.js'
import { shown } from './shown.js'
import { SimulatedDisk } from './simulated-disk.js'
import { buildOneChange, goOf, type Stage, stageIn, wrongAfterRestart } from './stage.js'
import { RELEASES, STEPS, type Step } from './steps.js'
import { whyNoStrace } from './strace.js'

const ROW = 'a loss of power leaves no torn tree (simulated disk)'
const SEEDS = trials(50, 10_000)
const missing = whyNoStrace()
if (missing !== undefined) shown({ row: ROW, trials: 0, failures: 0, note: `skipped: ${missing}` })

/** One change as it was really made, on a disk that may forget what was not flushed. */
interface Recording {
  readonly step: Step
  readonly assigned: Assigned
  readonly disk: SimulatedDisk
}

describe.skipIf(missing !== undefined)('a loss of power', () => {
  let box: Sandbox
  let stage: Stage
  let lost: string
  const recordings: Recording[] = []
  /** Each release as it should be, file by file. */
  const good = new Map<string, string>()

  beforeAll(async () => {
    box = await sandbox(quickFolder())
    stage = stageIn(box, RELEASES)
    lost = mkdtempSync(join(box.folder, 'lost-'))
    const command = buildOneChange(box.folder)
    expect(await wrongAfterRestart(stage, stage.assign({ release: 'go1.21.13', settings: {} }))).toEqual([])
    for (const step of STEPS) {
      step.before?.(box)
      const assigned = stage.assign(step.desired, step.before !== undefined)
      const disk = new SimulatedDisk(box.layout.root)
      disk.run(await recordDisk(command(box.layout.root, assigned)))
      recordings.push({ step, assigned, disk })
      good.set(step.desired.release, filesOf(box.layout.current))
    }
  })
  afterAll(() => box?.remove())

  it(
    `at any moment leaves a link to a whole tree and nothing torn that counts (${SEEDS} seeds from ${SEED})`,
    async () => {
      const failures: string[] = []
      for (let n = 0; n < SEEDS; n++) {
        const recording = recordings[n % recordings.length]
        if (recording === undefined) throw new Error('nothing was recorded')
        const layout = layoutOf(join(lost, String(n), 'root'))
        mkdirSync(layout.root, { recursive: true })
        recording.disk.loseInto(layout.root, seededRandom(SEED + n))
        const after: Stage = { ...stage, box: { ...box, layout } }
        const wrong = [
          ...(await tornIn(layout, recording, good)),
          ...(await wrongAfterRestart(after, again(recording))),
        ]
        if (wrong.length > 0) failures.push(`${recording.step.name}, seed ${SEED + n}: ${wrong.join('; ')}`)
        rmSync(join(lost, String(n)), { recursive: true })
      }
      const moments = recordings.reduce((sum, { disk }) => sum + disk.moments, 0)
      shown({
        row: ROW,
        trials: SEEDS,
        failures: failures.length,
        note: `at ${moments} moments of 6 changes`,
      })
      expect(failures).toEqual([])
    },
    SEEDS * 2000,
  )

  /** Damage by hand is repaired by a new assignment only. */
  function again({ step, assigned }: Recording): Assigned {
    return step.before === undefined ? assigned : { ...assigned, epoch: assigned.epoch + 100 }
  }
})

/** What a machine that starts after the loss of power would take for whole and is not, or would not know any more. */
async function tornIn(
  layout: Layout,
  { step, assigned }: Recording,
  good: ReadonlyMap<string, string>,
): Promise<string[]> {
  const wrong: string[] = []
  const go = goOf({ folder: '', layout, remove: () => undefined })
  const target = currentText(layout)
  if (go === undefined) wrong.push(`the link (${target}) leads to no working go`)
  if (target?.startsWith('staging/') && filesOf(layout.current) !== good.get(step.desired.release))
    wrong.push('the tree that stands in is torn')
  for (const { release } of listInstalled(layout)) {
    const bytes = await verifyBytes(layout, release, '')
    // The hand's own damage, before it is repaired, is as it was.
    const byHand =
      step.before !== undefined && bytes.kind === 'changed' && bytes.sample.join() === 'src/fmt/print.go'
    if (bytes.kind !== 'intact' && !byHand) wrong.push(`${release} counts and is ${JSON.stringify(bytes)}`)
  }
  const isMoved = target === `releases/${step.desired.release}` && movesTheLink(step)
  const { reachedEpoch, journal } = new MemoryFile(layout).load()
  if (isMoved && journal === null && reachedEpoch < assigned.epoch)
    wrong.push('the link moved and no journal says so')
  return wrong
}

function movesTheLink(step: Step): boolean {
  const before = STEPS[(STEPS.indexOf(step) + STEPS.length - 1) % STEPS.length]
  return before?.desired.release !== step.desired.release
}

/** The files of a tree in text form, without the one that settings change. */
function filesOf(tree: string): string {
  if (!existsSync(tree)) return 'nothing is there'
  const resolved = realpathSync(tree)
  return inventory(resolved)
    .map((line) => line.replaceAll(resolved, ''))
    .filter((line) => !line.endsWith('/go.env'))
    .sort()
    .join('\n')
}

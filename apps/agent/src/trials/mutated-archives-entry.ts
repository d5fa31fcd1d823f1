import { readFileSync, rmSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { seededRandom } from '@goherd/testkit'
import { AgentError } from '../disk/agent-error.js'
import { manifestOf, partOf, treeOf } from '../disk/layout.js'
import { goodRelease, install, inventory, type MadeArchive, sandbox, signed } from '../disk/sandbox.js'
import { mutate } from './mutate.js'
import { quickFolder } from './quick-folder.js'

/*
 * The process that reads mutated archives, alone, so that its memory can be told. Half of them are changed under the digest of
 * the good one; the others are changed inside the gzip and signed as they are, as a builder of archives gone mad would.
 */

const RELEASE = 'go1.22.12'
const BOMB = 3_000_000_000

/** What came of all of them. */
export interface Outcome {
  /** How often an archive was accepted under another's digest. */
  acceptedUnderAnother: number
  /** How often one that was signed as it is was good enough. */
  acceptedAsSigned: number
  /** What lay outside the archive's own tree afterwards, and was not there before. */
  outside: string[]
  codes: Record<string, number>
  /** Bytes. */
  peakMemory: number
}

const [count = '0', seed = '0'] = process.argv.slice(2)
const random = seededRandom(Number(seed))
const box = await sandbox(quickFolder())
const good = goodRelease(RELEASE)
const tar = gunzipSync(good.bytes)
const before = inventory(box.folder).join('\n')
const own = [treeOf(box.layout, RELEASE), manifestOf(box.layout, RELEASE)]
const outcome: Outcome = {
  acceptedUnderAnother: 0,
  acceptedAsSigned: 0,
  outside: [],
  codes: {},
  peakMemory: 0,
}

for (let n = 0; n < Number(count); n++) {
  const bytes = mutate(good.bytes, random)
  if (!bytes.equals(good.bytes) && (await isAccepted({ ...good, bytes }, n)))
    outcome.acceptedUnderAnother += 1
  const mad = signed(RELEASE, gzipSync(mutate(tar, random), { level: 1 }))
  if (await isAccepted(mad, n)) outcome.acceptedAsSigned += 1
}
await isAccepted(signed(RELEASE, bomb()), -1)
outcome.peakMemory = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
box.remove()
process.stdout.write(JSON.stringify(outcome))

async function isAccepted(made: MadeArchive, n: number): Promise<boolean> {
  const code = await install(box.layout, made).then(
    () => 'accepted',
    (thrown: unknown) => AgentError.from(thrown).code,
  )
  outcome.codes[code] = (outcome.codes[code] ?? 0) + 1
  // A short download leaves its part for the next try; here the next one is another archive.
  rmSync(partOf(box.layout, RELEASE, made.archive.sha256), { force: true })
  if (inventory(box.folder, own).join('\n') !== before) outcome.outside.push(`mutation ${n}: ${code}`)
  for (const path of own) rmSync(path, { recursive: true, force: true })
  return code === 'accepted'
}

/** Three gigabytes of zeros in a few kilobytes: gzip members one after the other, each of them of the same zeros. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(1 << 20))
  return Buffer.concat([gzipSync(tar), ...Array.from({ length: BOMB >> 20 }, () => member)])
}

import { z } from 'zod'
import { pinnedModule } from '../api/rollouts.js'
import { releaseName, timestamp } from '../values.js'

/** What a host is asked to try. It names an executable that the host's owner put there, or a module by its checksum: no path, URL or shell. */
const trial = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('smoke'), check: z.string().max(40) }),
  z.object({ kind: z.literal('build'), module: pinnedModule, packages: z.string().max(200) }),
])

/** Signed like an assignment (compact JWS): a stolen database cannot make hosts run things. */
export const checkOrder = z.object({
  format: z.literal(1),
  kind: z.literal('check'),
  /** The same id is the same check: asked again, it is not run again. */
  id: z.string().max(64),
  hostId: z.string().max(64),
  /** The old Go and the new. */
  from: releaseName.nullable(),
  to: releaseName,
  trial,
  timeoutSeconds: z.number().int().positive().max(86_400),
  expiresAt: timestamp,
})
export type CheckOrder = z.infer<typeof checkOrder>

/** `check.ask`, server → agent; asked again when the host comes back. */
export const checkAsk = z.object({ jws: z.string().max(16_384) })
export const checkAnswer = z.object({ accepted: z.boolean(), why: z.string().max(500).default('') })
export type CheckAnswer = z.infer<typeof checkAnswer>

const command = z.object({
  /** null: it did not end by itself. */
  exitCode: z.number().int().nullable(),
  ms: z.number().nonnegative(),
  /** The end of what it printed. */
  output: z.string().max(4_000),
})
/** One Go's side of a comparison. */
export const buildSide = z.object({
  release: releaseName,
  build: command,
  vet: command,
  test: command,
  /** Of all executables together; 0 when the module has none. */
  binaryBytes: z.number().int().nonnegative(),
})
export type BuildSide = z.infer<typeof buildSide>

export const checkResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('smoke'), ran: command }),
  z.object({ kind: z.literal('build'), old: buildSide, new: buildSide }),
  /** It could not be tried: not a failure of the release. */
  z.object({ kind: z.literal('unable'), code: z.string().max(64), why: z.string().max(1_000) }),
])
export type CheckResult = z.infer<typeof checkResult>

/** `check.done`, agent → server, sent again until it is acknowledged. */
export const checkDone = z.object({ id: z.string().max(64), result: checkResult })
export type CheckDone = z.infer<typeof checkDone>
export const checkDoneAnswer = z.object({ ok: z.boolean() })

import { failure, sha256 } from '@goherd/protocol'
import { z } from 'zod'

const bytes = z.number().nonnegative()

/** What the unpacking process answers: any number of the first two, then one of the others. */
export const fromWorker = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    progress: z.object({ kind: z.enum(['download', 'unpack']), done: bytes, total: bytes }),
  }),
  z.object({
    kind: z.literal('stage'),
    stage: z.object({ kind: z.enum(['download', 'hash', 'unpack']), durationMs: bytes }),
  }),
  z.object({ kind: z.literal('done'), unpacked: z.object({ treeDigest: sha256, size: bytes }) }),
  z.object({ kind: z.literal('failed'), error: failure }),
])
export type FromWorker = z.infer<typeof fromWorker>

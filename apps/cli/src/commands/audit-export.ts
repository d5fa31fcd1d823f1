import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { auditExportQuery } from '@goherd/protocol'
import { z } from 'zod'
import { CliFailure, usageFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { readAuditFilter } from '../read-audit-filter.js'

const options = auditExportQuery.pick({ format: true }).extend({ output: z.string().min(1).optional() })
const EXPORT_LIMIT_MS = 3_600_000

/** The audit log as a file, oldest first: a line of JSON or of CSV for each entry, passed on as it arrives. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { output, globals } = invocation
  const filter = readAuditFilter(invocation.options, Date.now())
  const { format, output: file } = readInput(options, {
    format: invocation.options.format,
    output: invocation.options.output,
  })
  if (globals.json && format === 'csv')
    throw usageFailure('--json and --format csv are two forms', 'Leave one of them out.')
  return withApi(
    invocation,
    async (api) => {
      const chunks = await api.download('/api/audit/export', { ...filter, format })
      if (file === undefined) {
        for await (const chunk of chunks) await output.raw(chunk)
      } else {
        await writeAll(file, chunks)
        output.note(`Written to ${file}.`)
      }
      return 'ok'
    },
    EXPORT_LIMIT_MS,
  )
}

async function writeAll(file: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const out: Writable = createWriteStream(file, { mode: 0o600 })
  try {
    await once(out, 'open')
    for await (const chunk of chunks) if (!out.write(chunk)) await once(out, 'drain')
    out.end()
    await once(out, 'finish')
  } catch (error) {
    out.destroy()
    if (error instanceof CliFailure) throw error
    throw new CliFailure({
      code: 'file_not_written',
      message: `cannot write ${file}`,
      cause: error instanceof Error ? error.message : String(error),
      hint: 'Give a file in a folder that you may write to.',
    })
  }
}

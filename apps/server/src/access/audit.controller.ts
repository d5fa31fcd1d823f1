import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  type AuditEntry,
  type AuditVerification,
  auditExportQuery,
  auditFacets,
  auditList,
  auditQuery,
  auditVerification,
} from '@goherd/protocol'
import { Controller, Get, Query, Res } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import type { z } from 'zod'
import { AUDIT_FORMATS, AuditVerifier, AuditView } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Allow } from './allow.js'

/** The door to the audit log. It is here, because the log itself comes before anything that knows of roles. */
@ApiTags('audit')
@Controller('api/audit')
export class AuditController {
  constructor(
    private readonly view: AuditView,
    private readonly verifier: AuditVerifier,
    private readonly clock: Clock,
  ) {}

  /** Newest first; `before` is the last id of the page before. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: auditList })
  async list(
    @Query({ schema: auditQuery }) query: z.infer<typeof auditQuery>,
  ): Promise<z.infer<typeof auditList>> {
    return this.view.list(query)
  }

  /** Every entry that fits as a file, oldest first: a line of JSON or of CSV for each. */
  @Get('export')
  @Allow('viewer')
  async export(
    @Query({ schema: auditExportQuery }) { format, ...filter }: z.output<typeof auditExportQuery>,
    @Res() response: Response,
  ): Promise<void> {
    const { contentType, extension, heading, line } = AUDIT_FORMATS[format]
    const batches = this.view.batches(filter)
    // Before anything is sent: what goes wrong up to here is answered as every error is.
    const first = await batches.next()
    const day = this.clock.now().toISOString().slice(0, 10)
    response.setHeader('Content-Type', contentType)
    response.setHeader('Content-Disposition', `attachment; filename="goherd-audit-${day}.${extension}"`)
    response.setHeader('Cache-Control', 'no-store')
    async function* text() {
      yield heading
      if (!first.done) yield linesOf(first.value, line)
      for await (const batch of batches) yield linesOf(batch, line)
    }
    // A client that went away, or a database that did, ends it in the middle; the connection then says so by its end.
    await pipeline(Readable.from(text()), response).catch(() => response.destroy())
  }

  /** The actors and actions there are, for filters. */
  @Get('facets')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: auditFacets })
  facets(): Promise<z.infer<typeof auditFacets>> {
    return this.view.facets()
  }

  /** Computes every seal anew: whether an entry was changed or taken away since it was written. */
  @Get('verify')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: auditVerification })
  verify(): Promise<AuditVerification> {
    return this.verifier.verify()
  }
}

function linesOf(entries: readonly AuditEntry[], line: (entry: AuditEntry) => string): string {
  return entries.map((entry) => line(entry)).join('')
}

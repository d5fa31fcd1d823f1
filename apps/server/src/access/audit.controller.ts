import { auditList, auditQuery } from '@goherd/protocol'
import { Controller, Get, Query } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { AuditView } from '../audit/index.js'
import { Allow } from './allow.js'

/** The door to the audit log. It is here, because the log itself comes before anything that knows of roles. */
@ApiTags('audit')
@Controller('api/audit')
export class AuditController {
  constructor(private readonly view: AuditView) {}

  /** Newest first; `before` is the last id of the page before. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: auditList })
  async list(
    @Query({ schema: auditQuery }) query: z.infer<typeof auditQuery>,
  ): Promise<z.infer<typeof auditList>> {
    return this.view.list(query)
  }
}

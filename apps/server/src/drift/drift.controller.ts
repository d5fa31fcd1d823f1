import { driftReport } from '@goherd/protocol'
import { Controller, Get } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { Allow } from '../access/index.js'
import { HostViews } from '../hosts/index.js'

@ApiTags('hosts')
@Controller('api/drift')
export class DriftController {
  constructor(private readonly hosts: HostViews) {}

  /** Every host that differs from what it was assigned, by name, with the reasons. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: driftReport })
  async report(): Promise<z.infer<typeof driftReport>> {
    return { hosts: await this.hosts.drifted() }
  }
}

import type { driftReport } from '@goherd/protocol'
import { Controller, Get } from '@nestjs/common'
import type { z } from 'zod'
import { Allow } from '../access/index.js'
import { HostViews } from '../hosts/index.js'

@Controller('api/drift')
export class DriftController {
  constructor(private readonly hosts: HostViews) {}

  /** Every host that differs from what it was assigned, by name, with the reasons. */
  @Get()
  @Allow('viewer')
  async report(): Promise<z.infer<typeof driftReport>> {
    return { hosts: await this.hosts.drifted() }
  }
}

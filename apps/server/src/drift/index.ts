import { Module } from '@nestjs/common'
import { HostsModule } from '../hosts/index.js'
import { DriftController } from './drift.controller.js'

/** The fleet's drift as one report. How it is computed is in hosts and in the model. */
@Module({ imports: [HostsModule], controllers: [DriftController] })
export class DriftModule {}

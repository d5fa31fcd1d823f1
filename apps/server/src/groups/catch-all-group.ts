import { Injectable, type OnModuleInit } from '@nestjs/common'
import { GroupStore } from './group.store.js'

/** There is always one group that manages nothing. */
@Injectable()
export class CatchAllGroup implements OnModuleInit {
  constructor(private readonly store: GroupStore) {}

  async onModuleInit(): Promise<void> {
    await this.store.ensureCatchAll()
  }
}

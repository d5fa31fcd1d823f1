import { type DynamicModule, Module } from '@nestjs/common'
import { ServerConfig } from './server-config.js'

export { type Limits, localUrl, readConfig, ServerConfig } from './server-config.js'

/** Gives `ServerConfig` to everybody. */
@Module({})
export class ConfigModule {
  static with(config: ServerConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: ServerConfig, useValue: config }],
      exports: [ServerConfig],
    }
  }
}

import { type DynamicModule, Module } from '@nestjs/common'
import { ServerConfig } from './server-config.js'

export { type Limits, localUrl, readConfig, ServerConfig } from './server-config.js'

@Module({})
class ConfigModule {}

/** Gives `ServerConfig` to everybody. */
export function configModule(config: ServerConfig): DynamicModule {
  return {
    module: ConfigModule,
    global: true,
    providers: [{ provide: ServerConfig, useValue: config }],
    exports: [ServerConfig],
  }
}

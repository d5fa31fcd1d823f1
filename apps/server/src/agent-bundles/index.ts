import { Module } from '@nestjs/common'
import { AgentBundlesController } from './agent-bundles.controller.js'
import { AgentBundles } from './agent-bundles.js'

export { AgentBundles } from './agent-bundles.js'

/** The agent's own bundles, and the scripts that install it on a host. */
@Module({
  controllers: [AgentBundlesController],
  providers: [AgentBundles],
  exports: [AgentBundles],
})
export class AgentBundlesModule {}

import { Module } from '@nestjs/common'
import { GroupsModule } from '../groups/index.js'
import { AgentGateway } from './agent.gateway.js'
import { AgentHandlers } from './agent-handlers.js'
import { AgentSessions } from './agent-sessions.js'
import { AssignmentDelivery } from './assignment-delivery.js'
import { ChallengeController } from './challenge.controller.js'
import { Challenges } from './challenges.js'
import { Handshakes } from './handshakes.js'
import { LinkCounters } from './link-counters.js'
import { MessageRouter } from './message-router.js'
import { PeerReader } from './peer.reader.js'

export { AgentHandlers } from './agent-handlers.js'
export { AgentSessions } from './agent-sessions.js'

/** The edge towards agents. Features register the messages they handle; assignments go out from here. */
@Module({
  imports: [GroupsModule],
  controllers: [ChallengeController],
  providers: [
    AgentGateway,
    AgentHandlers,
    AgentSessions,
    AssignmentDelivery,
    { provide: Challenges, useFactory: () => new Challenges() },
    Handshakes,
    LinkCounters,
    MessageRouter,
    PeerReader,
  ],
  exports: [AgentHandlers, AgentSessions, LinkCounters],
})
export class AgentLinkModule {}

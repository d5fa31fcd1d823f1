import { AGENT_MESSAGES } from '@goherd/protocol'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { AgentHandlers, AgentSessions } from '../agent-link/index.js'
import { Presence } from './presence.js'
import { Progress } from './progress.js'
import { ReportInbox } from './report-inbox.js'

/** What the messages and connections of agents mean for hosts. */
@Injectable()
export class HostMessages implements OnModuleInit {
  constructor(
    private readonly handlers: AgentHandlers,
    private readonly sessions: AgentSessions,
    private readonly presence: Presence,
    private readonly inbox: ReportInbox,
    private readonly progress: Progress,
  ) {}

  onModuleInit(): void {
    this.handlers.register({
      message: 'host.report',
      ...AGENT_MESSAGES['host.report'],
      handle: ({ hostId }, report, answer) => {
        this.progress.done(hostId)
        this.inbox.accept(hostId, report, answer)
      },
    })
    this.handlers.register({
      message: 'host.progress',
      ...AGENT_MESSAGES['host.progress'],
      handle: ({ hostId }, { phase }) => this.progress.moved(hostId, phase),
    })
    this.sessions.onSession({
      opened: ({ hostId }) => this.presence.opened(hostId),
      closed: ({ hostId }) => {
        this.progress.done(hostId)
        this.presence.closed(hostId)
      },
    })
  }
}

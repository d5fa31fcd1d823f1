import { AGENT_MESSAGES } from '@goherd/protocol'
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { AgentHandlers } from '../agent-link/index.js'
import { HostChecks } from './host-checks.js'

/** What agents say of the checks they were asked for. */
@Injectable()
export class CheckMessages implements OnModuleInit {
  private readonly logger = new Logger(CheckMessages.name)

  constructor(
    private readonly handlers: AgentHandlers,
    private readonly checks: HostChecks,
  ) {}

  onModuleInit(): void {
    this.handlers.register({
      message: 'check.done',
      ...AGENT_MESSAGES['check.done'],
      handle: ({ hostId, name }, { id, result }, answer) => {
        this.checks.answered(id, hostId, result).then(
          (isOurs) => {
            if (!isOurs) this.logger.warn(`${name} answered a check that nobody asked it for`)
            // Told again and again it would change nothing.
            answer({ ok: true })
          },
          (error: unknown) => {
            this.logger.warn(`an answer of ${name} could not be stored: ${String(error)}`)
            answer({ ok: false })
          },
        )
      },
    })
  }
}

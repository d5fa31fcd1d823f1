import { refuse } from '@goherd/model'
import type { recheckResult } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AgentSessions } from '../agent-link/index.js'
import { AuditLog } from '../audit/index.js'
import { HostReader } from './host.reader.js'
import { hostRefused, hostUnknown } from './host-refusals.js'

/** Asks a host to look at its disk now. */
@Injectable()
export class HostAsker {
  constructor(
    private readonly reader: HostReader,
    private readonly sessions: AgentSessions,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param bytes to hash every file of the current tree as well
   * @throws GoherdError `host_unknown`, `host_offline`, `host_silent`, `host_answer_malformed`, `role_too_small`
   */
  async recheck(name: string, bytes: boolean, actor: Actor): Promise<z.infer<typeof recheckResult>> {
    const host = await this.reader.byName(name)
    if (!host) throw hostUnknown(name)
    const { managed } = host.host
    const refusal = refuse('host.recheck', {
      role: actor.role,
      host: { online: host.status.online, managed },
    })
    if (refusal) throw hostRefused(refusal)
    const { accepted } = await this.sessions.recheck(host.host.id, bytes)
    await this.audit.record({
      actor: actor.name,
      action: 'host.recheck',
      target: `host:${name}`,
      outcome: accepted ? 'done' : 'refused',
      summary: `${name} was asked to look at ${bytes ? 'every byte of its Go' : 'its Go'}`,
    })
    return { accepted }
  }
}

import { roleCovers } from '@goherd/model'
import {
  type AnswerDevice,
  type DeviceView,
  deviceToken,
  deviceView,
  role,
  type StartedDevice,
} from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { type Actor, ApiTokenStore, roleTooSmall } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { ServerConfig } from '../base/config/index.js'
import { Database } from '../base/database/index.js'
import { DeviceLoginStore } from './device-login.store.js'
import { answeredAlready, codeExpired, codeUnknown, pollRefused } from './refusals.js'
import { readUserCode, showUserCode } from './user-code.js'

const CODE_SECONDS = 10 * 60
const INTERVAL_SECONDS = 5
const TOKEN_SECONDS = 90 * 24 * 3600

type Row = NonNullable<Awaited<ReturnType<DeviceLoginStore['findByUserCode']>>>

/** Lets command lines in that have no browser, as RFC 8628 says. */
@Injectable()
export class DeviceLogins {
  constructor(
    private readonly config: ServerConfig,
    private readonly database: Database,
    private readonly store: DeviceLoginStore,
    private readonly tokens: ApiTokenStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @param address where the command line asks from */
  async start(client: string, address: string): Promise<StartedDevice> {
    const { row, deviceCode } = await this.store.create({ client, address, ttlSeconds: CODE_SECONDS })
    const userCode = showUserCode(row.userCode)
    const verificationUri = `${this.config.publicUrl}/device`
    return {
      ...{ deviceCode, userCode, verificationUri },
      verificationUriComplete: `${verificationUri}?code=${userCode}`,
      expiresIn: CODE_SECONDS,
      interval: INTERVAL_SECONDS,
    }
  }

  /** What a person is shown. @throws GoherdError `code_unknown` */
  async look(typed: string): Promise<DeviceView> {
    const row = await this.store.findByUserCode(readUserCode(typed))
    if (!row) throw codeUnknown()
    return this.#toView(row)
  }

  /**
   * A person lets the command line in, or doesn't.
   * @throws GoherdError `code_unknown`, `code_expired`, `code_answered`, `role_too_small`
   */
  async answer(typed: string, answer: AnswerDevice, actor: Actor): Promise<DeviceView> {
    const userCode = readUserCode(typed)
    const row = await this.store.findByUserCode(userCode)
    if (!row) throw codeUnknown()
    if (answer.approve && !roleCovers(actor.role, answer.role)) throw roleTooSmall(answer.role, actor.role)
    await this.database.transaction(async (tx) => {
      const wish = answer.approve
        ? { kind: 'approved' as const, userId: actor.userId, role: answer.role }
        : { kind: 'denied' as const }
      if (!(await this.store.answer(userCode, wish, tx)))
        throw this.#isOver(row) ? codeExpired() : answeredAlready()
      const from = `${row.client}, which asked from ${row.address}`
      await this.audit.record(
        {
          ...{ actor: actor.email ?? actor.name, target: `device:${row.client}` },
          action: answer.approve ? 'device.approve' : 'device.deny',
          summary: answer.approve ? `let in ${from}, as ${answer.role}` : `did not let in ${from}`,
        },
        tx,
      )
    })
    return this.look(userCode)
  }

  /**
   * Answers a poll with a new API token, once.
   * @throws GoherdError `authorization_pending`, `slow_down`, `access_denied`, `expired_token`
   */
  async token(deviceCode: string): Promise<z.infer<typeof deviceToken>> {
    const row = await this.store.poll(deviceCode)
    if (!row) throw pollRefused('expired_token')
    if (row.state === 'denied') throw pollRefused('access_denied')
    if (row.state === 'used' || this.#isOver(row)) throw pollRefused('expired_token')
    const sinceMs = this.clock.now().getTime() - (row.polledAt?.getTime() ?? 0)
    if (sinceMs < INTERVAL_SECONDS * 1000 - JITTER_MS) throw pollRefused('slow_down')
    if (row.state === 'pending' || row.userId === null) throw pollRefused('authorization_pending')
    return this.#issue(row, row.userId)
  }

  async #issue(row: Row, userId: string): Promise<z.infer<typeof deviceToken>> {
    const wish = { userId, name: row.client, role: role.parse(row.role), ttlSeconds: TOKEN_SECONDS }
    const made = await this.database.transaction(async (tx) => {
      if (!(await this.store.use(row.id, tx))) throw pollRefused('expired_token')
      const created = await this.tokens.create(wish, tx)
      await this.audit.record(
        {
          ...{ actor: created.row.user.email, action: 'token.create', target: `token:${created.row.id}` },
          summary: `gave ${row.client} the API token that was approved for it, with the role ${wish.role}`,
        },
        tx,
      )
      return created
    })
    return deviceToken.parse({
      ...{ token: made.token, name: made.row.name, role: made.row.role },
      expiresAt: made.row.expiresAt?.toISOString(),
    })
  }

  #isOver({ expiresAt }: Row): boolean {
    return expiresAt <= this.clock.now()
  }

  #toView(row: Row): DeviceView {
    return deviceView.parse({
      ...{ client: row.client, address: row.address, tokenSeconds: TOKEN_SECONDS },
      userCode: showUserCode(row.userCode),
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      state: this.#isOver(row) && row.state !== 'used' && row.state !== 'denied' ? 'expired' : row.state,
    })
  }
}
/** A client that waits exactly the interval must not be told to slow down for a timer's or a network's sake. */
const JITTER_MS = 500

import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { role } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { ServerConfig } from '../base/config/index.js'
import { readOrMakeSecret } from '../base/data-folder/index.js'
import { Database } from '../base/database/index.js'
import type { Actor } from './actor.js'
import { type Auth, createAuth } from './auth.js'

/** Who a session cookie belongs to, and the cookies to answer with when the session was prolonged. */
export interface SessionActor {
  readonly actor: Actor
  readonly setCookies: readonly string[]
}

/** People's sessions: cookies signed with a key that is a file in the data folder, rows in the database. */
@Injectable()
export class Sessions {
  private readonly auth: Auth

  constructor(database: Database, config: ServerConfig) {
    const secret = readOrMakeSecret(join(config.dataDir, 'auth-secret'))
    this.auth = createAuth({ database, publicUrl: config.publicUrl, secret })
  }

  /** The person behind a request's session cookie; undefined without a valid one. The role is the one of now. */
  async actorOf(headers: IncomingHttpHeaders): Promise<SessionActor | undefined> {
    if (!headers.cookie) return undefined
    const { headers: answered, response } = await this.auth.api.getSession({
      headers: toHeaders(headers),
      returnHeaders: true,
    })
    if (!response) return undefined
    const { user } = response
    return {
      actor: {
        userId: user.id,
        name: user.name,
        email: user.email,
        role: role.parse(user.role),
        via: 'session',
      },
      setCookies: answered.getSetCookie(),
    }
  }

  /** Opens a session and returns the Set-Cookie values that carry it. */
  async open(userId: string): Promise<readonly string[]> {
    const { headers } = await this.auth.api.openSession({ body: { userId }, returnHeaders: true })
    return headers.getSetCookie()
  }

  /** Hands a request of `/api/auth` on to better-auth under its own, fixed path. */
  async answer(request: {
    readonly path: string
    readonly method: 'GET' | 'POST'
    readonly headers: IncomingHttpHeaders
    readonly body?: unknown
  }): Promise<Response> {
    const { baseURL } = this.auth.options
    const body = request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}
    const headers = toHeaders(request.headers)
    if (request.method === 'POST') headers.set('content-type', 'application/json')
    return this.auth.handler(
      new Request(`${baseURL}/api/auth${request.path}`, { method: request.method, headers, ...body }),
    )
  }

  /** scrypt, as better-auth checks it. */
  async hashPassword(password: string): Promise<string> {
    const { password: hasher } = await this.auth.$context
    return hasher.hash(password)
  }
}

/** What of a request better-auth needs to know. */
const PASSED = ['cookie', 'user-agent', 'x-forwarded-for'] as const

function toHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers()
  for (const name of PASSED) {
    const value = headers[name]
    if (value) result.set(name, String(value))
  }
  return result
}

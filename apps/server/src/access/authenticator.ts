import type { IncomingHttpHeaders } from 'node:http'
import { Injectable } from '@nestjs/common'
import { ServerConfig } from '../base/config/index.js'
import { GoherdError } from '../base/errors/index.js'
import { foreignOrigin, isSameOrigin } from '../base/http/index.js'
import type { Actor } from './actor.js'
import { ApiTokenStore } from './api-token.store.js'
import { type SessionActor, Sessions } from './sessions.js'

/** What of a socket.io handshake says who is connecting. */
export interface SocketHandshake {
  readonly headers: IncomingHttpHeaders
  readonly auth: Readonly<Record<string, unknown>>
}

/** Tells who is asking, by API token or by session cookie. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: ApiTokenStore,
    private readonly config: ServerConfig,
  ) {}

  /**
   * A token, where one is sent, decides alone: a wrong one is refused even beside a good cookie.
   * @throws GoherdError `not_signed_in`, `token_unknown`, `token_expired`
   */
  async actorOf(headers: IncomingHttpHeaders): Promise<SessionActor> {
    if (headers.authorization !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1] ?? ''
      return { actor: await this.tokens.actorOf(token), setCookies: [] }
    }
    const found = await this.sessions.actorOf(headers)
    if (!found) throw notSignedIn()
    return found
  }

  /**
   * The same for a socket: `auth.token`, an Authorization header, or the cookie of a page of this server.
   * @throws GoherdError as actorOf, or `foreign_origin`
   */
  async authenticateSocket({ headers, auth }: SocketHandshake): Promise<Actor> {
    if (typeof auth.token === 'string') return this.tokens.actorOf(auth.token)
    if (headers.authorization === undefined && !isSameOrigin(headers, this.config.publicUrl))
      throw foreignOrigin()
    return (await this.actorOf(headers)).actor
  }
}

function notSignedIn(): GoherdError {
  return new GoherdError('unauthenticated', 'not_signed_in', {
    message: 'nobody is signed in',
    hint: 'Sign in, or send an API token as `Authorization: Bearer …`.',
  })
}

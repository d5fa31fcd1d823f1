import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Request, Response } from 'express'
import { z } from 'zod'
import { AuditLog } from '../audit/index.js'
import { GoherdError } from '../base/errors/index.js'
import { Throttled } from '../base/throttle/index.js'
import { Open } from './allow.js'
import { PeopleStore } from './people.store.js'
import { Sessions } from './sessions.js'

const signIn = z.object({
  email: z.email().max(254),
  password: z.string().min(1).max(256),
  rememberMe: z.boolean().optional(),
})

/** The parts of better-auth's answer that are passed on. Not the session's token: it belongs in the cookie only. */
const answerBody = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.string() }).optional(),
  session: z.object({ expiresAt: z.string() }).optional(),
  success: z.boolean().optional(),
})
type AnswerBody = z.infer<typeof answerBody>

/** Signing in and out. Of better-auth's many routes exactly these three can be reached. */
@ApiTags('access')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly sessions: Sessions,
    private readonly people: PeopleStore,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Opens a session with email and password.
   * @throws GoherdError `wrong_credentials`; the same for an unknown address as for a wrong password
   */
  @Post('sign-in/email')
  @HttpCode(200)
  @Open('whoever signs in is not signed in yet; the password is the proof, attempts are limited by address')
  @Throttled('signIn')
  @ApiResponse({ status: 200, standardSchema: answerBody })
  async signIn(
    @Body({ schema: signIn }) body: z.infer<typeof signIn>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerBody> {
    const { headers } = request
    const answer = await this.sessions.answer({ path: '/sign-in/email', method: 'POST', headers, body })
    const { name } = await this.nameForAudit(body.email)
    const entry = { actor: name, action: 'session.open', target: `person:${name}` }
    if (!answer.ok) {
      await this.audit.refused({ ...entry, summary: `a sign-in from ${request.ip} was refused` })
      throw new GoherdError('unauthenticated', 'wrong_credentials', {
        message: 'the email address or the password is wrong',
        hint: 'Try again, or ask an administrator for a new invitation.',
      })
    }
    await this.audit.record({ ...entry, summary: `signed in from ${request.ip}` })
    return pass(answer, response)
  }

  /** Ends the session of the cookie; also fine without one. */
  @Post('sign-out')
  @HttpCode(200)
  @Open('it can only end the session whose cookie is sent')
  @ApiResponse({ status: 200, standardSchema: answerBody })
  async signOut(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerBody> {
    return pass(
      await this.sessions.answer({ path: '/sign-out', method: 'POST', headers: request.headers }),
      response,
    )
  }

  /** Who the cookie belongs to; an empty object without a valid one. */
  @Get('get-session')
  @Open('it tells only the owner of the cookie that is sent who they are')
  @ApiResponse({ status: 200, standardSchema: answerBody })
  async getSession(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerBody> {
    response.setHeader('Cache-Control', 'no-store')
    return pass(
      await this.sessions.answer({ path: '/get-session', method: 'GET', headers: request.headers }),
      response,
    )
  }

  /** People type passwords into the wrong field: an address nobody here has is not written down. */
  private async nameForAudit(email: string): Promise<{ name: string }> {
    return { name: (await this.people.findByEmail(email)) ? email.toLowerCase() : 'unknown' }
  }
}

async function pass(answer: globalThis.Response, response: Response): Promise<AnswerBody> {
  if (!answer.ok) throw new Error(`better-auth answered ${answer.status}`)
  for (const cookie of answer.headers.getSetCookie()) response.append('Set-Cookie', cookie)
  return answerBody.parse((await answer.json()) ?? {})
}

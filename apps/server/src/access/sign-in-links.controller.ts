import { createSignInLink, passwordAnswer, passwordRequest, signInLink } from '@goherd/protocol'
import { Body, Controller, Get, Headers, HttpCode, Post, Query, Res } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import { z } from 'zod'
import { GoherdError } from '../base/errors/index.js'
import { Throttled } from '../base/throttle/index.js'
import type { Actor } from './actor.js'
import { Allow, CurrentActor, Open } from './allow.js'
import { SignInLinks } from './sign-in-links.js'

const linkQuery = z.object({ token: z.string().min(1).max(256) })

/** Links that sign their visitor in, and the one with which an invited person chooses a password. */
@ApiTags('access')
@Controller('api/access')
export class SignInLinksController {
  constructor(private readonly links: SignInLinks) {}

  /** Makes a link that signs its visitor in as the caller. */
  @Post('sign-in-links')
  @Allow('viewer')
  @ApiResponse({ status: 201, standardSchema: signInLink })
  async create(
    @Body({ schema: createSignInLink }) body: z.infer<typeof createSignInLink>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof signInLink>> {
    return this.links.create(actor, body)
  }

  /**
   * What the link leads to: sets the session cookie and goes to the dashboard. A browser with a link that is
   * no longer good goes to the sign-in page, which says why.
   * @throws GoherdError `link_unknown`, `link_expired`, `link_used_up` (to programs)
   */
  @Get('sign-in')
  @Open('the token in the link is the proof')
  @Throttled('signIn')
  async follow(
    @Query({ schema: linkQuery }) { token }: z.infer<typeof linkQuery>,
    @Headers('accept') accept: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    response.setHeader('Cache-Control', 'no-store')
    try {
      response.setHeader('Set-Cookie', [...(await this.links.follow(token))])
    } catch (error) {
      if (!(error instanceof GoherdError) || !accept?.includes('text/html')) throw error
      response.redirect(303, `/sign-in?problem=${error.code}`)
      return
    }
    response.redirect(303, '/')
  }

  /**
   * Sets the password of an invited person and signs them in.
   * @throws GoherdError `link_unknown`, `link_expired`, `link_used_up`
   */
  @Post('password')
  @HttpCode(200)
  @Open('the one-time token of the invitation is the proof')
  @Throttled('signIn')
  @ApiResponse({ status: 200, standardSchema: passwordAnswer })
  async password(
    @Body({ schema: passwordRequest }) body: z.infer<typeof passwordRequest>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.infer<typeof passwordAnswer>> {
    const { email, cookies } = await this.links.choosePassword(body)
    response.setHeader('Set-Cookie', [...cookies])
    return { email }
  }
}

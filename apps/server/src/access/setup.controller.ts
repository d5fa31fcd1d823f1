import { setupAnswer, setupRequestWithToken } from '@goherd/protocol'
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import type { z } from 'zod'
import { Throttled } from '../base/throttle/index.js'
import { Open } from './allow.js'
import { FirstAdministrator } from './first-administrator.js'

@ApiTags('access')
@Controller('api/access')
export class SetupController {
  constructor(private readonly first: FirstAdministrator) {}

  /**
   * Creates the first administrator and signs the caller in.
   * @throws GoherdError `link_unknown`, `link_expired`, `link_used_up`, `already_set_up`
   */
  @Post('setup')
  @HttpCode(201)
  @Open('there is nobody yet who could sign in; the one-time token from the server is the proof')
  @Throttled('signIn')
  @ApiResponse({ status: 201, standardSchema: setupAnswer })
  async setup(
    @Body({ schema: setupRequestWithToken }) body: z.infer<typeof setupRequestWithToken>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.infer<typeof setupAnswer>> {
    const { person, apiToken, cookies } = await this.first.create(body)
    response.setHeader('Set-Cookie', [...cookies])
    return { email: person.email, apiToken }
  }
}

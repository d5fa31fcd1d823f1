import {
  type AnswerDevice,
  answerDevice,
  type DeviceView,
  deviceToken,
  deviceTokenRequest,
  deviceView,
  type StartedDevice,
  startDevice,
  startedDevice,
} from '@goherd/protocol'
import { Body, Controller, Get, Header, HttpCode, Ip, Param, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor, Open } from '../access/index.js'
import { Throttled } from '../base/throttle/index.js'
import { DeviceLogins } from './device-logins.js'

const byCode = z.object({ userCode: z.string().min(1).max(32) })
type ByCode = z.infer<typeof byCode>

/** Signing in a command line that has no browser (RFC 8628). */
@ApiTags('access')
@Controller('api/device')
export class DeviceLoginController {
  constructor(private readonly logins: DeviceLogins) {}

  /** Begins: answers the code to show to a person and the secret to poll with. */
  @Post('start')
  @Open('whoever asks gets nothing until a person who is signed in says yes')
  @Throttled('device')
  @Header('Cache-Control', 'no-store')
  @ApiResponse({ status: 201, standardSchema: startedDevice })
  start(
    @Body({ schema: startDevice }) { client }: z.infer<typeof startDevice>,
    @Ip() address: string,
  ): Promise<StartedDevice> {
    return this.logins.start(client, address)
  }

  /** Polls: 400 `authorization_pending`, `slow_down`, `access_denied` or `expired_token` until there is a token. */
  @Post('token')
  @HttpCode(200)
  @Open('the secret of the device login is the proof')
  @Throttled('device')
  @Header('Cache-Control', 'no-store')
  @ApiResponse({ status: 200, standardSchema: deviceToken })
  token(
    @Body({ schema: deviceTokenRequest }) { deviceCode }: z.infer<typeof deviceTokenRequest>,
  ): Promise<z.infer<typeof deviceToken>> {
    return this.logins.token(deviceCode)
  }

  /** Which command line waits with this code, and where it asked from. 404 `code_unknown`. */
  @Get(':userCode')
  @Allow('viewer')
  @Throttled('device')
  @ApiResponse({ status: 200, standardSchema: deviceView })
  look(@Param({ schema: byCode }) { userCode }: ByCode): Promise<DeviceView> {
    return this.logins.look(userCode)
  }

  /** Lets it in with a role not above one's own, or refuses it. 404 `code_unknown`, 410 `code_expired`, 409 `code_answered`. */
  @Post(':userCode/answer')
  @HttpCode(200)
  @Allow('viewer')
  @Throttled('device')
  @ApiResponse({ status: 200, standardSchema: deviceView })
  answer(
    @Param({ schema: byCode }) { userCode }: ByCode,
    @Body({ schema: answerDevice }) body: AnswerDevice,
    @CurrentActor() actor: Actor,
  ): Promise<DeviceView> {
    return this.logins.answer(userCode, body, actor)
  }
}

import { challengeAnswer, challengeRequest } from '@goherd/protocol'
import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { Open } from '../access/index.js'
import { Throttled } from '../base/throttle/index.js'
import { Handshakes } from './handshakes.js'

@ApiTags('agent')
@Controller('api/agent')
export class ChallengeController {
  constructor(private readonly handshakes: Handshakes) {}

  /** A nonce for a host to sign. The answer is the same whether the host exists or not. */
  @Post('challenge')
  @HttpCode(200)
  @Throttled('challenge')
  @Open('a host has no session; it proves itself by signing what it gets here')
  @ApiResponse({ status: 200, standardSchema: challengeAnswer })
  challenge(
    @Body({ schema: challengeRequest }) { hostId }: z.infer<typeof challengeRequest>,
  ): z.infer<typeof challengeAnswer> {
    return { challenge: this.handshakes.challenge(hostId) }
  }
}

import { type EnrollAnswer, type EnrollRequest, enrollAnswer, enrollRequest } from '@goherd/protocol'
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Request } from 'express'
import { Open } from '../access/index.js'
import { Throttled } from '../base/throttle/index.js'
import { Enrollments } from './enrollments.js'

@ApiTags('agent')
@Controller('api/enroll')
export class EnrollController {
  constructor(private readonly enrollments: Enrollments) {}

  /**
   * A machine becomes a host of the fleet. Safe to repeat when the answer was lost.
   * @throws GoherdError as Enrollments.enroll
   */
  @Post()
  @HttpCode(200)
  @Open('a new host has no identity yet; the enrollment token and the signature are the proof')
  @Throttled('enroll')
  @ApiResponse({ status: 200, standardSchema: enrollAnswer })
  async enroll(
    @Body({ schema: enrollRequest }) body: EnrollRequest,
    @Req() request: Request,
  ): Promise<EnrollAnswer> {
    return this.enrollments.enroll(body, request.ip ?? 'an unknown address')
  }
}

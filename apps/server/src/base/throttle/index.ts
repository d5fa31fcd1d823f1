import { type ExecutionContext, Injectable, Module, SetMetadata } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { ThrottlerGuard, type ThrottlerLimitDetail, ThrottlerModule } from '@nestjs/throttler'
import { type Limits, ServerConfig } from '../config/index.js'
import { GoherdError } from '../errors/index.js'

const THROTTLED = 'goherd:throttled'

/** Limits how often one address may ask for a route. Routes without it are not limited by address. */
export const Throttled = (limit: keyof Limits) => SetMetadata(THROTTLED, limit)

/** Answers with the protocol's problem and says when to come back. */
@Injectable()
class AddressThrottle extends ThrottlerGuard {
  protected override async throwThrottlingException(
    _: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    throw new GoherdError('too-many', 'too_many_requests', {
      message: 'too many requests from this address',
      hint: `Wait ${timeToBlockExpire} seconds and try again.`,
    })
  }
}

const MINUTE_MS = 60_000

function isThrottledBy(name: keyof Limits, context: ExecutionContext): boolean {
  return context.getType() === 'http' && Reflect.getMetadata(THROTTLED, context.getHandler()) === name
}

/** Counts requests per address, in this process. */
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [ServerConfig],
      useFactory: ({ limits }: ServerConfig) => ({
        throttlers: (['signIn', 'enroll', 'challenge', 'device'] as const).map((name) => ({
          name,
          ttl: MINUTE_MS,
          limit: limits[name],
          skipIf: (context: ExecutionContext) => !isThrottledBy(name, context),
        })),
      }),
    }),
  ],
  providers: [{ provide: APP_GUARD, useClass: AddressThrottle }],
})
export class ThrottleModule {}

import { Global, Module } from '@nestjs/common'

/** The only source of time on the server; tests give their own. */
export abstract class Clock {
  abstract now(): Date
}

/** The machine's clock. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date()
  }
}

/** Gives the clock to everybody. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {}

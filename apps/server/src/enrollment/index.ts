import { Module } from '@nestjs/common'
import { GroupsModule } from '../groups/index.js'
import { EnrollController } from './enroll.controller.js'
import { EnrollmentTokenStore } from './enrollment-token.store.js'
import { EnrollmentTokensController } from './enrollment-tokens.controller.js'
import { Enrollments } from './enrollments.js'
import { HostKeyStore } from './host-key.store.js'

export { type EnrolledHost, Enrollments } from './enrollments.js'

/** How machines become hosts of the fleet. */
@Module({
  imports: [GroupsModule],
  controllers: [EnrollController, EnrollmentTokensController],
  providers: [EnrollmentTokenStore, Enrollments, HostKeyStore],
  exports: [Enrollments],
})
export class EnrollmentModule {}

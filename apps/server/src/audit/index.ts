import { Global, Module } from '@nestjs/common'
import { AuditView } from './audit.view.js'
import { AuditLog } from './audit-log.js'

export { AuditView } from './audit.view.js'
export { AuditLog, type AuditRecord } from './audit-log.js'

/** Everything somebody did, with reason and outcome. The route that shows it is in access, which comes after it. */
@Global()
@Module({ providers: [AuditLog, AuditView], exports: [AuditLog, AuditView] })
export class AuditModule {}

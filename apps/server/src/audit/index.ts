import { Global, Module } from '@nestjs/common'
import { AuditView } from './audit.view.js'
import { AuditLog } from './audit-log.js'
import { AuditSealer } from './audit-sealer.js'
import { AuditVerifier } from './audit-verifier.js'
import { SealStore } from './seal.store.js'

export { AuditView } from './audit.view.js'
export { AUDIT_FORMATS } from './audit-file.js'
export { AuditLog, type AuditRecord } from './audit-log.js'
export { AuditVerifier } from './audit-verifier.js'

/**
 * Everything somebody did, with reason and outcome, sealed so that a changed or missing entry shows. The routes that show it are in
 * access, which comes after it.
 */
@Global()
@Module({
  providers: [AuditLog, AuditSealer, AuditVerifier, AuditView, SealStore],
  exports: [AuditLog, AuditVerifier, AuditView],
})
export class AuditModule {}

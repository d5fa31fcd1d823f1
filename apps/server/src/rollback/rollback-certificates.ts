import type { RollbackCertificate, SignedCertificate } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { ServerConfig } from '../base/config/index.js'
import { AssignmentSigner } from '../groups/index.js'
import { CertificateReader } from './certificate.reader.js'
import { RollbackViews } from './rollback.view.js'
import { CERTIFICATE_TYPE } from './verify-certificate.js'

/** Issues certificates of rollbacks, signed with the key that the hosts of the fleet trust. */
@Injectable()
export class RollbackCertificates {
  constructor(
    private readonly views: RollbackViews,
    private readonly reader: CertificateReader,
    private readonly signer: AssignmentSigner,
    private readonly config: ServerConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * How a rollback stands now. One that is not complete can be certified as well: it says so.
   * @throws GoherdError `rollback_unknown`
   */
  async issue(id: string): Promise<SignedCertificate> {
    const certificate: RollbackCertificate = {
      format: 1,
      kind: 'rollback-certificate',
      rollback: await this.views.one(id),
      hosts: await this.reader.hosts(id),
      issuedAt: this.clock.now().toISOString(),
      issuer: this.config.publicUrl,
    }
    const signature = await this.signer.signStatement(CERTIFICATE_TYPE, certificate)
    return { certificate, signature, publicKey: this.signer.publicKeyPem() }
  }
}

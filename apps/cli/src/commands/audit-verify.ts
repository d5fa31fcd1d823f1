import { auditVerification } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { verificationText } from '../render/records.js'

/** Every entry is read again. */
const VERIFY_LIMIT_MS = 600_000

/** Whether an entry of the audit log was changed or taken away since it was written. Ends with `drift` when one was. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(
    invocation,
    async (api) => {
      const found = await api.get('/api/audit/verify', auditVerification)
      invocation.output.data(found, (style) => verificationText(found, style))
      return found.ok ? 'ok' : 'drift'
    },
    VERIFY_LIMIT_MS,
  )
}

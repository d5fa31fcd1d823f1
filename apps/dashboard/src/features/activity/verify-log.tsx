'use client'

import type { AuditVerification } from '@goherd/protocol'
import { ShieldCheck } from 'lucide-react'
import { Button } from '../../ui/button'
import { CopyLine } from '../../ui/copy-line'
import { FailureNotice } from '../../ui/failure-notice'
import { Notice } from '../../ui/notice'
import { count } from '../../ui/quantities'
import { useVerifyAudit } from './audit-queries'

/** Whether the log is as it was written, and how somebody else could tell later. */
export function VerificationNotice({ result }: { result: AuditVerification }) {
  const { ok, entries, unsealed, head, broken } = result
  if (!ok) {
    return (
      <Notice tone="bad" role="alert" title="The log is not as it was written.">
        <p>
          The first {count(entries, 'entry', 'entries')} fit{entries === 1 ? 's' : ''}
          {broken && `; then ${broken.says}`}. Compare with an export or a backup from before, and find out
          who had access to the database.
        </p>
      </Notice>
    )
  }
  return (
    <Notice
      tone="ok"
      role="status"
      title={`All ${count(entries, 'entry', 'entries')} are as they were written.`}
    >
      {unsealed > 0 && (
        <p>{count(unsealed, 'entry', 'entries')} of the last seconds are sealed in a moment.</p>
      )}
      {head !== null && (
        <div className="grid gap-1.5">
          <p>The newest seal. Written down elsewhere, it proves the log up to now:</p>
          <CopyLine text={head} what="the newest seal" />
        </div>
      )}
    </Notice>
  )
}

/** Checks the whole log for entries that were changed or taken away. */
export function VerifyLog() {
  const verify = useVerifyAudit()
  return (
    <>
      <Button busy={verify.isPending} onClick={() => verify.mutate()}>
        <ShieldCheck aria-hidden className="size-3.5" />
        {verify.isPending ? 'Verifying the log…' : 'Verify the log'}
      </Button>
      <div className="order-last w-full empty:hidden">
        {verify.isError && <FailureNotice error={verify.error} onRetry={() => verify.mutate()} />}
        {verify.data && <VerificationNotice result={verify.data} />}
      </div>
    </>
  )
}

'use client'

import { maskSetting, type SnapshotSummary } from '@goherd/model'
import type { HostDetail } from '@goherd/protocol'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { Facts } from '../../ui/facts'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { TimeAgo } from '../../ui/time-ago'
import { WantedActual } from '../../ui/version'
import { useRestore } from './host-queries'

interface RestoreDialogProps {
  readonly host: HostDetail
  readonly snapshot: SnapshotSummary
  readonly onClose: () => void
}

function describeSettings(settings: SnapshotSummary['settings']): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${maskSetting(value)}`)
  return lines.length === 0 ? 'as released' : lines.join(', ')
}

/** Asks before a host is taken back to a snapshot. */
export function RestoreDialog({ host, snapshot, onClose }: RestoreDialogProps) {
  const restore = useRestore(host.name)
  const { register, handleSubmit, formState } = useForm<{ reason: string }>()
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Restore ${host.name}`}
      lead="The host goes back to this snapshot and stays there until its group is set again."
    >
      <form
        noValidate
        className="grid gap-4"
        onSubmit={handleSubmit(({ reason }) =>
          restore.mutate({ snapshot: snapshot.id, reason }, { onSuccess: onClose }),
        )}
      >
        {restore.isError && <FailureNotice error={restore.error} />}
        <Facts
          rows={[
            ['Release', <WantedActual key="release" wanted={snapshot.release} actual={host.actual} />],
            [
              'Settings',
              <span key="settings" className="break-all font-mono text-xs">
                {describeSettings(snapshot.settings)}
              </span>,
            ],
            ['Taken', <TimeAgo key="taken" at={snapshot.takenAt} />],
            [
              'Snapshot',
              <span key="id" className="break-all font-mono text-xs">
                {snapshot.id}
              </span>,
            ],
          ]}
        />
        <TextField
          label="Reason"
          maxLength={500}
          error={formState.errors.reason?.message}
          {...register('reason', { required: 'Say why' })}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={restore.isPending}>
            Restore snapshot
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

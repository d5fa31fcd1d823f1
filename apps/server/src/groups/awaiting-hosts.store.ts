import type { Assignment } from '@goherd/protocol'
import type { Writer } from '../base/database/index.js'

/**
 * Marks the hosts of an assignment as updating, in its own transaction: whoever reads after the commit must not take their
 * state from before for an answer. Rows are locked in order of host, as the flushes of reports do.
 */
export async function markAwaiting(tx: Writer, scope: Assignment['scope']): Promise<void> {
  const groupId = scope.kind === 'group' ? scope.groupId : null
  const hostId = scope.kind === 'host' ? scope.hostId : null
  await tx.$executeRaw`
    UPDATE host_status SET proved = false, state = CASE WHEN online THEN 'updating' ELSE 'offline' END
     WHERE host_id IN (SELECT s.host_id FROM host_status s JOIN host h ON h.id = s.host_id
                        WHERE h.group_id = ${groupId} OR h.id = ${hostId} ORDER BY s.host_id FOR UPDATE OF s)`
}

import { Module } from '@nestjs/common'
import { AgentLinkModule } from '../agent-link/index.js'
import { GroupsModule } from '../groups/index.js'
import { RecallsModule } from '../recalls/index.js'
import { DriftAudit } from './drift-audit.js'
import { GoodRevisions } from './good-revisions.js'
import { HostReader } from './host.reader.js'
import { HostViews } from './host.view.js'
import { HostAsker } from './host-asker.js'
import { HostBulk } from './host-bulk.js'
import { HostChanges } from './host-changes.js'
import { HostLabelStore } from './host-label.store.js'
import { HostMessages } from './host-messages.js'
import { HostRemovalStore } from './host-removal.store.js'
import { HostRemover } from './host-remover.js'
import { HostRestorer } from './host-restorer.js'
import { HostsController } from './hosts.controller.js'
import { KnownHosts } from './known-hosts.js'
import { OfflineDrift } from './offline-drift.js'
import { Presence } from './presence.js'
import { Progress } from './progress.js'
import { ReportInbox } from './report-inbox.js'
import { StatusStore } from './status.store.js'
import { StatusFlush } from './status-flush.js'
import { StatusWriter } from './status-writer.js'
import { WantedStates } from './wanted-states.js'

export { HostReader } from './host.reader.js'
export { HostViews } from './host.view.js'
export { type HostChange, HostChanges } from './host-changes.js'
export { hostSelect } from './host-query.js'
export { queryInvalid } from './host-refusals.js'
export { Progress } from './progress.js'
export { WANTED_RELEASE } from './version-sql.js'

/** Hosts: what they report, what it comes to, and what pages show of them. */
@Module({
  imports: [AgentLinkModule, GroupsModule, RecallsModule],
  controllers: [HostsController],
  providers: [
    DriftAudit,
    GoodRevisions,
    HostAsker,
    HostBulk,
    HostChanges,
    HostLabelStore,
    HostMessages,
    HostReader,
    HostRemovalStore,
    HostRemover,
    HostRestorer,
    HostViews,
    KnownHosts,
    OfflineDrift,
    Presence,
    Progress,
    ReportInbox,
    StatusFlush,
    StatusStore,
    StatusWriter,
    WantedStates,
  ],
  exports: [HostChanges, HostReader, HostViews, Progress],
})
export class HostsModule {}

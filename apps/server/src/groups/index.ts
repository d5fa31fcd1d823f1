import { Module } from '@nestjs/common'
import { AgentBundlesModule } from '../agent-bundles/index.js'
import { AuditModule } from '../audit/index.js'
import { RecallsModule } from '../recalls/index.js'
import { ReleasesModule } from '../releases/index.js'
import { AssignmentReader } from './assignment.reader.js'
import { AssignmentStore } from './assignment.store.js'
import { AssignmentFeed } from './assignment-feed.js'
import { AssignmentSigner } from './assignment-signer.js'
import { Assignments } from './assignments.js'
import { CatchAllGroup } from './catch-all-group.js'
import { DesiredSetter } from './desired-setter.js'
import { EditionStore } from './edition.store.js'
import { EpochFloor } from './epoch-floor.store.js'
import { GoodRevisionStore } from './good-revision.store.js'
import { GroupReader } from './group.reader.js'
import { GroupStore } from './group.store.js'
import { GroupsView } from './group.view.js'
import { GroupClaims } from './group-claims.js'
import { GroupWindows } from './group-windows.js'
import { GroupsController } from './groups.controller.js'
import { PlatformCover } from './platform-cover.store.js'
import { SigningKeyStore } from './signing-key.store.js'

export type { PublishedAssignment, Wanted } from './assignment.reader.js'
export { AssignmentSigner } from './assignment-signer.js'
export { Assignments } from './assignments.js'
export { DesiredSetter } from './desired-setter.js'
export { desiredWarnings, driftWarnings } from './desired-warnings.js'
export { EditionStore } from './edition.store.js'
export { GoodRevisionStore } from './good-revision.store.js'
export {
  type CurrentState,
  GroupReader,
  type GroupRef,
  type Lineage,
  type RevisionRecord,
} from './group.reader.js'
export { GroupStore } from './group.store.js'
export { type Claim, type Claimant, type ClaimEnd, GroupClaims } from './group-claims.js'
export { GroupWindows } from './group-windows.js'
export { HOST_STATE } from './host-state.js'
export { maskedSettings } from './masked-settings.js'
export { type DesiredPlan, planDesired } from './plan-desired.js'
export { desiredRefused } from './refuse-desired.js'
export { toWindow } from './to-window.js'

/** Groups, their revisions, and the assignments that send hosts to them. */
@Module({
  imports: [AgentBundlesModule, AuditModule, RecallsModule, ReleasesModule],
  controllers: [GroupsController],
  providers: [
    AssignmentFeed,
    AssignmentReader,
    AssignmentSigner,
    AssignmentStore,
    Assignments,
    CatchAllGroup,
    DesiredSetter,
    EditionStore,
    EpochFloor,
    GoodRevisionStore,
    GroupClaims,
    GroupReader,
    GroupStore,
    GroupWindows,
    GroupsView,
    PlatformCover,
    SigningKeyStore,
  ],
  exports: [
    Assignments,
    AssignmentSigner,
    DesiredSetter,
    EditionStore,
    GoodRevisionStore,
    GroupClaims,
    GroupReader,
    GroupStore,
    GroupWindows,
  ],
})
export class GroupsModule {}

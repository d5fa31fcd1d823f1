import type {
  answerDevice,
  apiTokenList,
  auditFacets,
  auditFilter,
  auditList,
  createApiToken,
  createdApiToken,
  createdEnrollmentToken,
  createEnrollmentToken,
  createMirror,
  createWebhook,
  deliveryList,
  drillList,
  drillSchedules,
  enrollmentToken,
  enrollmentTokenList,
  groupList,
  hostList,
  hostQuery,
  hostRollbackResult,
  hostTimeline,
  invitedPerson,
  invitePerson,
  liftResult,
  peopleList,
  person,
  planRequest,
  recallRelease,
  recheckResult,
  releaseList,
  rollbackList,
  rolloutEvents,
  rolloutHost,
  rolloutHosts,
  rolloutHostsQuery,
  rolloutList,
  savedViewList,
  setupAnswer,
  setupRequest,
  sourceList,
  startRollback,
  startRollout,
  syncResult,
  webhookCreated,
  webhookList,
} from '@goherd/protocol'

/** The value a schema of the protocol stands for. Types only: no schema reaches the browser. */
type Value<Schema extends { readonly _output: unknown }> = Schema['_output']
type Request<Schema extends { readonly _input: unknown }> = Schema['_input']

export type HostList = Value<typeof hostList>
export type HostQuery = Value<typeof hostQuery>
export type SavedViewList = Value<typeof savedViewList>
export type HostTimeline = Value<typeof hostTimeline>
export type HostRollbackResult = Value<typeof hostRollbackResult>
export type RecheckResult = Value<typeof recheckResult>
export type GroupList = Value<typeof groupList>
export type ReleaseList = Value<typeof releaseList>
export type SyncResult = Value<typeof syncResult>
export type RollbackList = Value<typeof rollbackList>
export type PlanRequest = Request<typeof planRequest>
export type StartRollback = Request<typeof startRollback>
export type RolloutList = Value<typeof rolloutList>
export type RolloutHost = Value<typeof rolloutHost>
export type RolloutHosts = Value<typeof rolloutHosts>
export type RolloutHostsQuery = Partial<Value<typeof rolloutHostsQuery>>
export type RolloutEvents = Value<typeof rolloutEvents>
export type StartRollout = Request<typeof startRollout>
export type RecallRelease = Request<typeof recallRelease>
export type DrillList = Value<typeof drillList>
export type DrillSchedules = Value<typeof drillSchedules>
export type LiftResult = Value<typeof liftResult>
export type AuditList = Value<typeof auditList>
export type AuditFacets = Value<typeof auditFacets>
export type AuditFilter = Request<typeof auditFilter>
export type EnrollmentToken = Value<typeof enrollmentToken>
export type EnrollmentTokenList = Value<typeof enrollmentTokenList>
export type CreateEnrollmentToken = Request<typeof createEnrollmentToken>
export type CreatedEnrollmentToken = Value<typeof createdEnrollmentToken>
export type ApiTokenList = Value<typeof apiTokenList>
export type CreateApiToken = Request<typeof createApiToken>
export type CreatedApiToken = Value<typeof createdApiToken>
export type PeopleList = Value<typeof peopleList>
export type Person = Value<typeof person>
export type InvitePerson = Request<typeof invitePerson>
export type InvitedPerson = Value<typeof invitedPerson>
export type SetupRequest = Request<typeof setupRequest>
export type SetupAnswer = Value<typeof setupAnswer>
export type SourceList = Value<typeof sourceList>
export type CreateMirror = Request<typeof createMirror>
export type WebhookList = Value<typeof webhookList>
export type WebhookCreated = Value<typeof webhookCreated>
export type CreateWebhook = Request<typeof createWebhook>
export type DeliveryList = Value<typeof deliveryList>
export type AnswerDevice = Request<typeof answerDevice>

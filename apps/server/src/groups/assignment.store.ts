import type { GoSettings, HostPolicy } from '@goherd/model'
import { type Assignment, hostPolicy, settings as settingsSchema } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { AgentBundles } from '../agent-bundles/index.js'
import { Clock } from '../base/clock/index.js'
import type { Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { ReleaseReader } from '../releases/index.js'
import { ASSIGNMENT_CHANNEL } from './assignment-feed.js'
import { AssignmentSigner } from './assignment-signer.js'
import { GoodRevisionStore } from './good-revision.store.js'
import { GroupReader } from './group.reader.js'

/** A group is sent to a revision. */
export interface GroupPublication {
  readonly groupId: string
  /** May be a revision that was made for another group. */
  readonly revisionNumber: number
  readonly cause: 'set' | 'rollback' | 'platform' | 'rollout'
  readonly actor: string
  readonly reason: string
  /** No jitter on the hosts: for emergency rollbacks. */
  readonly urgent: boolean
  readonly rollbackId?: string | undefined
}

/** Some hosts of a group are sent to a revision, by a rollout or a drill. */
export interface WavePublication {
  readonly groupId: string
  readonly revisionNumber: number
  /** Those that are no longer enrolled are left out. */
  readonly hostIds: readonly string[]
  readonly cause: 'rollout' | 'drill' | 'platform'
  /** Exactly one of the two. */
  readonly rolloutId?: string | undefined
  readonly drillId?: string | undefined
  readonly actor: string
  readonly reason: string
  readonly urgent: boolean
}

/** A host is sent to one of its own snapshots. */
export interface HostPublication {
  readonly hostId: string
  readonly snapshot: {
    readonly id: string
    readonly release: string
    readonly settings: GoSettings
    readonly treeDigest: string | null
  }
  readonly actor: string
  readonly reason: string
  readonly cause?: 'snapshot' | 'platform'
}

/** An assignment that was written; agents hear of it when its transaction commits. */
export interface Publication {
  readonly epoch: number
  readonly jws: string
}

/** Where an assignment goes, what it says, and its row's other columns. */
interface Draft {
  readonly payload: Omit<Assignment, 'format' | 'epoch' | 'archives' | 'agents' | 'issuedAt'>
  readonly platforms: readonly string[]
  readonly row: {
    readonly cause: string
    readonly actor: string
    readonly rollbackId?: string
    readonly rolloutId?: string
    readonly drillId?: string
    readonly treeDigest?: string
  }
}

/**
 * Writes assignments. The epoch is taken with an UPDATE of the fleet's one row, so writers on any number of servers queue up
 * behind each other until commit, and epochs become visible in their order.
 */
@Injectable()
export class AssignmentStore {
  constructor(
    private readonly signer: AssignmentSigner,
    private readonly releases: ReleaseReader,
    private readonly groups: GroupReader,
    private readonly good: GoodRevisionStore,
    private readonly bundles: AgentBundles,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a group to a revision, with the archives of every platform among its hosts that the catalogue has.
   * @throws GoherdError `revision_unknown`, `assignment_too_large`
   */
  async publishToGroup(tx: Writer, publication: GroupPublication): Promise<Publication> {
    const { groupId, cause, actor, rollbackId } = publication
    const payload = await this.#toRevision(tx, publication)
    await this.good.mark([groupId], this.clock.now(), tx)
    const { platforms } = await this.groups.platforms(groupId, tx)
    const published = await this.#publish(tx, {
      payload,
      platforms,
      row: { cause, actor, ...(rollbackId ? { rollbackId } : {}) },
    })
    await tx.group.update({ where: { id: groupId }, data: { epoch: published.epoch }, select: { id: true } })
    return published
  }

  /**
   * Sends some hosts of a group to a revision: one assignment and one epoch for all of them, and two statements for their
   * membership, however many they are. The group's own assignment stays.
   * @throws GoherdError `revision_unknown`, `assignment_too_large`
   */
  async publishWave(tx: Writer, publication: WavePublication): Promise<Publication> {
    const { groupId, hostIds, cause, actor, rolloutId, drillId } = publication
    const payload = await this.#toRevision(tx, publication)
    // Hosts that leave the group's revision say nothing about it any more.
    await this.good.mark([groupId], this.clock.now(), tx)
    const ids = [...hostIds].sort()
    const platforms = await tx.$queryRaw<{ platform: string }[]>`
      SELECT DISTINCT platform FROM host WHERE id = ANY (${ids}::text[]) ORDER BY 1`
    const published = await this.#publish(tx, {
      payload,
      platforms: platforms.map(({ platform }) => platform),
      row: { cause, actor, ...(rolloutId ? { rolloutId } : {}), ...(drillId ? { drillId } : {}) },
    })
    await tx.$executeRaw`
      INSERT INTO wave_member (host_id, epoch)
      SELECT h.id, ${published.epoch}::int FROM unnest(${ids}::text[]) AS t (id) JOIN host h ON h.id = t.id
      ON CONFLICT (host_id) DO UPDATE SET epoch = excluded.epoch`
    return published
  }

  /** What an assignment to a revision says. */
  async #toRevision(
    tx: Writer,
    { groupId, revisionNumber, urgent, reason }: GroupPublication | WavePublication,
  ): Promise<Draft['payload']> {
    const revision = await tx.revision.findUnique({ where: { number: revisionNumber } })
    if (!revision) {
      throw new GoherdError('not-found', 'revision_unknown', {
        message: `there is no revision ${revisionNumber}`,
        hint: "Take a number from the group's history.",
      })
    }
    return {
      scope: { kind: 'group', groupId },
      desired: {
        release: revision.release,
        settings: settingsSchema.parse(revision.settings),
        ...said(hostPolicy.parse(revision.policy)),
      },
      origin: { kind: 'revision', number: revision.number, digest: revision.digest },
      urgent,
      reason,
    }
  }

  /**
   * Sends one host to one of its snapshots. Its release need not be in the catalogue: the bytes are on the host.
   * @throws GoherdError `host_unknown`, `assignment_too_large`
   */
  async publishToHost(tx: Writer, publication: HostPublication): Promise<Publication> {
    const { hostId, snapshot, actor, reason, cause = 'snapshot' } = publication
    const host = await tx.host.findUnique({
      where: { id: hostId },
      select: { platform: true, groupId: true },
    })
    if (!host) {
      throw new GoherdError('not-found', 'host_unknown', {
        message: 'there is no such host',
        hint: 'List the hosts and take a name from there.',
      })
    }
    // A snapshot says what its Go was, and nothing of how its group wants changes carried out.
    const policy = (await this.groups.current(host.groupId, tx))?.policy ?? {}
    return this.#publish(tx, {
      payload: {
        scope: { kind: 'host', hostId },
        desired: { release: snapshot.release, settings: snapshot.settings, ...said(policy) },
        origin: { kind: 'snapshot', id: snapshot.id },
        urgent: cause === 'snapshot',
        reason,
      },
      platforms: [host.platform],
      row: { cause, actor, ...(snapshot.treeDigest ? { treeDigest: snapshot.treeDigest } : {}) },
    })
  }

  async #publish(tx: Writer, { payload, platforms, row }: Draft): Promise<Publication> {
    const { scope, desired, origin, reason } = payload
    const fleet = await tx.fleet.update({
      where: { id: 1 },
      data: { epoch: { increment: 1 } },
      select: { epoch: true },
    })
    const issuedAt = this.clock.now()
    const jws = await this.signer.sign({
      ...payload,
      format: 1,
      epoch: fleet.epoch,
      archives: await this.releases.archiveRefs(desired.release, platforms, tx),
      ...(await this.#agents(desired.policy?.agent, platforms)),
      issuedAt: issuedAt.toISOString(),
    })
    await tx.assignment.create({
      data: {
        ...row,
        epoch: fleet.epoch,
        ...(scope.kind === 'group' ? { groupId: scope.groupId } : { hostId: scope.hostId }),
        ...(origin.kind === 'revision' ? { revision: origin.number } : { snapshot: origin.id }),
        release: desired.release,
        settings: desired.settings,
        policy: { ...desired.policy },
        reason,
        jws,
        issuedAt,
      },
      select: { epoch: true },
    })
    // PostgreSQL delivers it at commit, to every server that listens, and never when the transaction is rolled back.
    await tx.$executeRaw`SELECT pg_notify(${ASSIGNMENT_CHANNEL}, ${String(fleet.epoch)})`
    return { epoch: fleet.epoch, jws }
  }

  /** The agent's bundles for the platforms among the hosts, where a version is asked for and this server has it. */
  async #agents(
    version: string | undefined,
    platforms: readonly string[],
  ): Promise<Pick<Assignment, 'agents'>> {
    const refs = Object.entries(version === undefined ? {} : await this.bundles.refs(version))
    const agents = refs.filter(([platform]) => platforms.includes(platform))
    return agents.length > 0 ? { agents: Object.fromEntries(agents) } : {}
  }
}

/** An assignment without a policy reads as it did before there were any. */
function said(policy: HostPolicy): { readonly policy?: HostPolicy } {
  return Object.keys(policy).length > 0 ? { policy } : {}
}

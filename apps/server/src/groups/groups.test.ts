import { createHash, createPublicKey } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalDesiredState } from '@goherd/model'
import {
  assignment,
  auditList,
  groupHistory,
  groupList,
  groupView,
  setDesiredResult,
  syncResult,
} from '@goherd/protocol'
import { compactVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { type GoSite, sends, startGoSite } from '../testing/go-site.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { tinyRelease } from '../testing/tiny-release.js'
import { AssignmentSigner } from './index.js'
import { enrolledHost } from './testing/enrolled-host.js'

const GO_21 = tinyRelease('go1.21.13')
const GO_22 = tinyRelease('go1.22.12')
const GO_23 = tinyRelease('go1.23.5')
const GO_23_ARM = tinyRelease('go1.23.5', 'linux/arm64')
const ALL = [GO_23, GO_23_ARM, GO_22, GO_21]

let site: GoSite
let server: TestServer
let group: string
let groups = 0

beforeAll(async () => {
  site = await startGoSite(ALL)
  server = await startTestServer({ GOHERD_GO_SOURCE: site.url })
  accepted(await callApi(server, '/releases/sync', {}), syncResult)
})
afterAll(async () => {
  await server.close()
  await site.close()
})
beforeEach(async () => {
  site.publish(ALL)
  group = `build-${groups++}`
  accepted(await callApi(server, '/groups', { name: group }), groupView)
})

const set = (body: unknown, name = group) => callApi(server, `/groups/${name}/desired`, body)
const setTo = async (body: unknown) => accepted(await set(body), setDesiredResult)
const history = async () => accepted(await callApi(server, `/groups/${group}/history`), groupHistory)
const audit = async () => accepted(await callApi(server, `/audit?target=group:${group}`), auditList).entries
const epoch = async () => (await server.database.prisma.fleet.findUniqueOrThrow({ where: { id: 1 } })).epoch
const groupId = async () =>
  (await server.database.prisma.group.findUniqueOrThrow({ where: { name: group } })).id

describe('groups', () => {
  it('start with the catch-all group, which manages nothing', async () => {
    const { groups } = accepted(await callApi(server, '/groups'), groupList)
    expect(groups.filter(({ managed }) => !managed)).toEqual([
      expect.objectContaining({ name: 'catch-all', revision: null, desired: null, epoch: 0 }),
    ])
  })

  it('count their hosts by state', async () => {
    await enrolledHost(server.database, { group, state: 'in-sync' })
    await enrolledHost(server.database, { group, state: 'in-sync' })
    await enrolledHost(server.database, { group })
    const { hosts } = accepted(await callApi(server, `/groups/${group}`), groupView)
    expect(hosts).toMatchObject({ total: 3, byState: { 'in-sync': 2, offline: 1, drifted: 0 } })
  })

  it.each([
    ['twice', () => group, 409, 'group_exists'],
    ['over the catch-all group', () => 'catch-all', 409, 'group_exists'],
    ['with a name that is none', () => 'a b', 400, 'invalid_request'],
  ])('are not made %s', async (_, name, status, code) => {
    expect(refused(await callApi(server, '/groups', { name: name() }))).toMatchObject({ status, code })
  })

  it.each(['', '/history'])('that do not exist have no page%s', async (path) => {
    expect(refused(await callApi(server, `/groups/nowhere${path}`))).toMatchObject({
      status: 404,
      code: 'group_unknown',
    })
  })
})

describe('a desired state', () => {
  it('is a revision, a signed assignment and an audit row', async () => {
    const before = await epoch()
    const result = await setTo({ go: '1.22', settings: { GOFLAGS: '-mod=mod' }, reason: 'the new line' })
    expect(result).toMatchObject({
      group,
      release: 'go1.22.12',
      settings: { GOFLAGS: '-mod=mod' },
      epoch: before + 1,
      unchanged: false,
      resolved: { asked: '1.22', release: 'go1.22.12' },
      hosts: 0,
      warnings: [expect.stringMatching(/^Go 1\.22 gets no more security fixes/)],
    })
    const desired = { release: 'go1.22.12', settings: { GOFLAGS: '-mod=mod' } }
    expect(result.digest).toBe(createHash('sha256').update(canonicalDesiredState(desired)).digest('hex'))
    const { revisions, assignments } = await history()
    expect(revisions).toEqual([
      expect.objectContaining({
        revision: result.revision,
        parent: null,
        author: 'Ada',
        reason: 'the new line',
        current: true,
        goodAt: null,
      }),
    ])
    expect(assignments).toEqual([
      expect.objectContaining({ epoch: result.epoch, revision: result.revision, cause: 'set', actor: 'Ada' }),
    ])
    expect((await audit())[0]).toMatchObject({
      action: 'group.set',
      actor: 'Ada',
      reason: 'the new line',
      summary: `revision ${result.revision}: go1.22.12 with GOFLAGS=-mod=mod`,
    })
    expect(accepted(await callApi(server, `/groups/${group}`), groupView)).toMatchObject({
      revision: result.revision,
      desired,
      epoch: result.epoch,
    })
  })

  it('is signed with the key that agents pin, and carries digests of the archives', async () => {
    await enrolledHost(server.database, { group, platform: 'linux/arm64' })
    await enrolledHost(server.database, { group, platform: 'linux/amd64' })
    const { revision, digest, epoch } = await setTo({ go: 'go1.23.5' })
    const { jws } = await server.database.prisma.assignment.findUniqueOrThrow({ where: { epoch } })
    const signer = server.app.get(AssignmentSigner)
    const key = createPublicKey({
      key: Buffer.from(signer.publicKey(), 'base64'),
      format: 'der',
      type: 'spki',
    })
    const { payload, protectedHeader } = await compactVerify(jws, key)
    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: signer.keyId() })
    expect(assignment.parse(JSON.parse(Buffer.from(payload).toString()))).toMatchObject({
      format: 1,
      epoch,
      scope: { kind: 'group', groupId: await groupId() },
      desired: { release: 'go1.23.5', settings: {} },
      origin: { kind: 'revision', number: revision, digest },
      urgent: false,
      archives: {
        'linux/amd64': {
          sha256: GO_23.sha256,
          size: GO_23.bytes.length,
          treeDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        'linux/arm64': { sha256: GO_23_ARM.sha256, treeDigest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    })
  })

  it('keeps what is not spoken of, and has the one before as its parent', async () => {
    const first = await setTo({ go: '1.22', settings: { GOFLAGS: '-v', GOSUMDB: 'off' } })
    const second = await setTo({
      settings: { GOPROXY: 'https://ci:secret@proxy.example' },
      unset: ['GOSUMDB'],
    })
    expect(second).toMatchObject({
      release: 'go1.22.12',
      settings: { GOFLAGS: '-v', GOPROXY: 'https://•••@proxy.example' },
      resolved: null,
    })
    const { revisions } = await history()
    expect(revisions.map(({ revision, parent, current }) => ({ revision, parent, current }))).toEqual([
      { revision: second.revision, parent: first.revision, current: true },
      { revision: first.revision, parent: null, current: false },
    ])
    expect(JSON.stringify([revisions, await audit()])).not.toContain('secret')
    const stored = await server.database.prisma.revision.findUniqueOrThrow({
      where: { number: second.revision },
    })
    expect(stored.settings).toMatchObject({ GOPROXY: 'https://ci:secret@proxy.example' })
  })

  it('leaves no host in the state it had before, from the answer on', async () => {
    await enrolledHost(server.database, { group, state: 'in-sync' })
    await enrolledHost(server.database, { group })
    await setTo({ go: '1.22' })
    const { hosts } = accepted(await callApi(server, `/groups/${group}`), groupView)
    expect(hosts).toMatchObject({ total: 2, byState: { 'in-sync': 0, updating: 1, offline: 1 } })
  })

  it('that is there already writes nothing', async () => {
    const first = await setTo({ go: '1.22', settings: { GOFLAGS: '-v' } })
    const again = await setTo({ go: 'go1.22.12', settings: { GOFLAGS: '-v' }, reason: 'again' })
    expect(again).toMatchObject({
      unchanged: true,
      revision: first.revision,
      epoch: first.epoch,
      digest: first.digest,
    })
    expect(await epoch()).toBe(first.epoch)
    expect((await audit()).filter(({ action }) => action === 'group.set')).toHaveLength(1)
  })

  it('comes with warnings', async () => {
    await enrolledHost(server.database, { group, platform: 'linux/amd64' })
    await enrolledHost(server.database, { group, platform: 'linux/arm64' })
    const { warnings, hosts } = await setTo({ go: '1.21' })
    expect(hosts).toBe(2)
    expect(warnings).toEqual([
      expect.stringContaining('no more security fixes'),
      expect.stringContaining('linux/arm64'),
    ])
  })

  it('is refused when the group moved meanwhile', async () => {
    expect(refused(await set({ go: '1.22', expectedRevision: 1 }))).toMatchObject({
      status: 409,
      code: 'revision_moved',
    })
    const first = await setTo({ go: '1.22', expectedRevision: null })
    await setTo({ go: '1.23', expectedRevision: first.revision })
    const error = refused(await set({ go: '1.21', expectedRevision: first.revision }))
    expect(error).toMatchObject({ status: 409, code: 'revision_moved' })
    expect((await history()).revisions).toHaveLength(2)
  })

  it.each([
    ['an unknown release', { go: '1.99' }, 404, 'release_unknown'],
    ['no version', { go: 'newest' }, 400, 'release_malformed'],
    ['no release at all', { settings: { GOFLAGS: '-v' } }, 400, 'release_needed'],
    ['a setting that is not managed', { go: '1.22', settings: { GOROOT: '/tmp' } }, 400, 'setting_refused'],
    [
      'a program in GOFLAGS',
      { go: '1.22', settings: { GOFLAGS: '-toolexec=/tmp/x' } },
      400,
      'setting_refused',
    ],
    [
      'more than a message can carry',
      {
        go: '1.22',
        settings: Object.fromEntries(
          ['GOPROXY', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOVCS', 'GODEBUG', 'GOINSECURE'].map((name) => [
            name,
            'x'.repeat(4096),
          ]),
        ),
      },
      413,
      'assignment_too_large',
    ],
  ])('is refused with %s', async (_, body, status, code) => {
    const before = await epoch()
    expect(refused(await set(body))).toMatchObject({ status, code })
    expect(await epoch()).toBe(before)
    expect((await history()).revisions).toEqual([])
  })

  it('is refused for the catch-all group and for groups that do not exist', async () => {
    expect(refused(await set({ go: '1.22' }, 'catch-all'))).toMatchObject({
      status: 409,
      code: 'group_unmanaged',
    })
    expect(refused(await set({ go: '1.22' }, 'nowhere'))).toMatchObject({
      status: 404,
      code: 'group_unknown',
    })
  })

  it('is refused while the fleet is frozen', async () => {
    const freeze = (frozenAt: Date | null) =>
      server.database.prisma.fleet.update({
        where: { id: 1 },
        data: { frozenAt, frozenReason: 'rolled back' },
      })
    await freeze(new Date())
    try {
      expect(refused(await set({ go: '1.22' }))).toMatchObject({
        status: 409,
        code: 'fleet_frozen',
        message: expect.stringContaining('rolled back'),
        hint: expect.stringContaining('Lift'),
      })
    } finally {
      await freeze(null)
    }
    expect((await setTo({ go: '1.22' })).unchanged).toBe(false)
  })

  it('is refused with nothing written when no host of the group could have it', async () => {
    await enrolledHost(server.database, { group, platform: 'linux/arm64' })
    expect(refused(await set({ go: '1.22' }))).toMatchObject({
      status: 404,
      code: 'archive_unknown',
      message: expect.stringContaining('linux/arm64'),
    })
  })
})

describe('an archive that cannot be had', () => {
  it('changes nothing', async () => {
    const late = tinyRelease('go1.22.13')
    site.publish([late, ...ALL])
    accepted(await callApi(server, '/releases/sync', {}), syncResult)
    site.answer(`/dl/${late.filename}`, sends(GO_21.bytes, 'application/gzip'))
    const before = await epoch()
    expect(refused(await set({ go: 'go1.22.13' }))).toMatchObject({ status: 502 })
    expect(await epoch()).toBe(before)
    expect((await history()).revisions).toEqual([])
    expect(await readdir(join(server.dataDir, 'archives'))).not.toContain(late.sha256)
    site.publish(ALL)
    accepted(await callApi(server, '/releases/sync', {}), syncResult)
  })
})

describe('many at once', () => {
  it('make one chain of revisions, each with an epoch of its own', async () => {
    await setTo({ go: '1.22' })
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        setTo({ go: n % 2 ? '1.22' : '1.23', settings: { GOFLAGS: `-p=${n}` } }),
      ),
    )
    expect(new Set(results.map(({ epoch }) => epoch)).size).toBe(20)
    const { revisions, assignments } = await history()
    expect(revisions).toHaveLength(21)
    for (const [at, revision] of revisions.entries())
      expect(revision.parent).toBe(revisions[at + 1]?.revision ?? null)
    const inOrder = assignments.map((one) => one.revision)
    expect(inOrder).toEqual(revisions.map(({ revision }) => revision))
    expect(revisions.filter(({ current }) => current)).toEqual([revisions[0]])
  })

  it('that expect the same revision: one wins', async () => {
    const { revision } = await setTo({ go: '1.22' })
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        set({ settings: { GOFLAGS: `-p=${n}` }, expectedRevision: revision }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7)
  })
})

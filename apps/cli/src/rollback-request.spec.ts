import { describe, expect, it } from 'vitest'
import { plan } from '../test/fleet.js'
import { confirmationNeeded, readRollbackRequest } from './rollback-request.js'

describe('readRollbackRequest', () => {
  it('means the last good revision unless told otherwise, and waits', () => {
    expect(readRollbackRequest({ group: 'build', reason: 'bad' }, false)).toEqual({
      scope: { kind: 'group', group: 'build' },
      target: 'last-good',
      reason: 'bad',
      confirm: undefined,
      dryRun: false,
      wait: true,
    })
  })

  it('takes a revision number', () => {
    expect(readRollbackRequest({ all: true, to: '12', reason: 'bad' }, false)).toMatchObject({
      scope: { kind: 'fleet' },
      target: 12,
    })
  })

  it.each([
    [{ reason: 'x' }],
    [{ group: 'build', all: true, reason: 'x' }],
    [{ group: '../etc', reason: 'x' }],
    [{ all: true, to: '0', reason: 'x' }],
    [{ all: true, to: 'latest', reason: 'x' }],
    [{ all: true, reason: '   ' }],
    [{ all: true }],
  ])('refuses %j', (options) => {
    expect(() => readRollbackRequest(options, false)).toThrow(expect.objectContaining({ exit: 'usage' }))
  })

  it('needs no reason for a dry run, nor where it can be asked', () => {
    expect(readRollbackRequest({ all: true, dryRun: true }, false)).toMatchObject({ dryRun: true })
    expect(readRollbackRequest({ all: true }, true).reason).toBeUndefined()
  })
})

describe('confirmationNeeded', () => {
  it('accepts exactly the text of the plan', () => {
    expect(confirmationNeeded(plan(), 'ROLL BACK 2')).toBeUndefined()
    expect(confirmationNeeded(plan(), ' ROLL BACK 2\n')).toBeUndefined()
  })

  it.each([undefined, '', 'ROLL BACK 3', 'roll back 2', 'yes'])('does not accept %j', (given) => {
    expect(confirmationNeeded(plan(), given)).toMatchObject({
      exit: 'usage',
      hint: expect.stringContaining('--confirm "ROLL BACK 2"'),
    })
  })
})

import { describe, expect, it } from 'vitest'
import { FLEET_EVERY_MS, PendingChanges } from './pending-changes.js'

describe('changes that wait for a batch', () => {
  it('are nothing when nothing changed', () => {
    expect(new PendingChanges().take(0)).toBeUndefined()
  })

  it('hold each thing once, and are gone when taken', () => {
    const pending = new PendingChanges()
    pending.hostsChanged(['a', 'b'])
    pending.hostsChanged(['a'])
    pending.groupChanged('g')
    pending.rollbackChanged('r')
    pending.rollbackChanged('r')
    pending.rolloutChanged('o')
    expect(pending.take(0)).toEqual({
      hostIds: ['a', 'b'],
      groupIds: ['g'],
      rollbackIds: ['r'],
      rolloutIds: ['o'],
      fleet: false,
    })
    expect(pending.take(1)).toBeUndefined()
  })

  it('tell of the fleet at once, and then not again before its time', () => {
    const pending = new PendingChanges()
    pending.fleetChanged()
    expect(pending.take(5000)?.fleet).toBe(true)
    pending.fleetChanged()
    pending.hostsChanged(['a'])
    expect(pending.take(5250)).toMatchObject({ hostIds: ['a'], fleet: false })
    expect(pending.take(5000 + FLEET_EVERY_MS - 1)).toBeUndefined()
    expect(pending.take(5000 + FLEET_EVERY_MS)).toEqual({
      hostIds: [],
      groupIds: [],
      rollbackIds: [],
      rolloutIds: [],
      fleet: true,
    })
  })

  it('come again when their batch could not be told, joined with what came since', () => {
    const pending = new PendingChanges()
    pending.hostsChanged(['a'])
    pending.fleetChanged()
    const failed = pending.take(0)
    pending.hostsChanged(['b'])
    if (failed) pending.giveBack(failed)
    expect(pending.take(FLEET_EVERY_MS)).toMatchObject({ hostIds: ['b', 'a'], fleet: true })
  })
})

import { describe, expect, it } from 'vitest'
import { connectionState, STALE_AFTER_MS } from './connection-state'

const LOST = 1_000_000

describe('connectionState', () => {
  it('is live while there is a connection, whatever was before', () => {
    expect(connectionState(true, null, LOST)).toEqual({ kind: 'live' })
    expect(connectionState(true, LOST, LOST + 1)).toEqual({ kind: 'live' })
  })

  it('is connecting before the first connection', () => {
    expect(connectionState(false, null, LOST)).toEqual({ kind: 'connecting' })
  })

  it('reconnects for a while, then what is shown is stale since the loss', () => {
    expect(connectionState(false, LOST, LOST + STALE_AFTER_MS - 1)).toEqual({
      kind: 'reconnecting',
      since: LOST,
    })
    expect(connectionState(false, LOST, LOST + STALE_AFTER_MS)).toEqual({ kind: 'stale', since: LOST })
  })
})

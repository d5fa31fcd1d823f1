import { LIVE_MESSAGES, LIVE_NAMESPACE } from '@goherd/protocol'
import { expect, it } from 'vitest'
import { createLogger } from '../base/logging/index.js'
import { startServer } from '../start-server.js'
import { startTestServer } from '../testing/index.js'
import { nextOf, openSocket } from '../testing/test-agent.js'

it('after a restart of the server a dashboard is told that it missed something, and then follows again', async () => {
  const before = await startTestServer()
  const auth = { token: before.adminToken }
  const opened = LIVE_MESSAGES['live.opened'].payload
  const first = openSocket(before, LIVE_NAMESPACE, { auth })
  const { seq: after } = opened.parse(await nextOf(first, 'live.opened'))
  first.disconnect()
  await before.stop()
  const restarted = await startServer(before.config, createLogger('silent'))
  const socket = openSocket({ ...before, url: restarted.url }, LIVE_NAMESPACE, { auth })
  await nextOf(socket, 'live.opened')
  const ask = async (payload: { after: number }) =>
    LIVE_MESSAGES['live.sync'].answer.parse(await socket.timeout(5_000).emitWithAck('live.sync', payload))
  const { seq, gap } = await ask({ after })
  expect(gap).toBe(true)
  expect(await ask({ after: seq })).toEqual({ seq, gap: false })
  socket.disconnect()
  await restarted.stop()
  await before.close()
})

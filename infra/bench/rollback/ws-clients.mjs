// The floor's clients: each acknowledges what it is sent.
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { answer } from './child.mjs'

const ACK = JSON.stringify({ kind: 'ack', ok: true })
const AT_ONCE = 32

answer({
  connect: async ({ port, count }) => {
    let left = count
    const lane = async () => {
      while (left-- > 0) {
        const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
        socket.on('message', () => socket.send(ACK))
        await once(socket, 'open')
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  },
})

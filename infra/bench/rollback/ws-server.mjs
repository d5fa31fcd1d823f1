// The floor: a websocket server that does nothing but send one message to everybody and count who acknowledges it.
import { WebSocketServer } from 'ws'
import { answer } from './child.mjs'

const MESSAGE = JSON.stringify({ kind: 'assignment', jws: 'x'.repeat(460) })
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
let acknowledged = () => {}
server.on('connection', (socket) => {
  socket.on('message', () => acknowledged())
})

answer({
  listen: () => {
    const address = server.address()
    return { port: typeof address === 'object' ? address?.port : undefined }
  },
  broadcast: ({ count }) =>
    new Promise((resolve, reject) => {
      if (server.clients.size !== count) reject(new Error(`${server.clients.size} of ${count} are connected`))
      let missing = count
      const began = performance.now()
      acknowledged = () => {
        missing -= 1
        if (missing === 0) resolve({ ms: performance.now() - began })
      }
      for (const socket of server.clients) socket.send(MESSAGE)
    }),
})

import { createServer } from 'node:net'
import { Problem } from '../say/problem.mjs'

/**
 * Refuses a port that something else listens on.
 * @param {{ host: string, port: number }} where
 */
export function checkPort({ host, port }) {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (cause) => {
      reject(
        new Problem('port_in_use', `nothing can listen on ${host}:${port}`, {
          hint: `Stop what uses it, or take another one: GOHERD_PORT=${port + 1} npm start`,
          cause,
        }),
      )
    })
    probe.listen(port, host, () => probe.close(() => resolve(undefined)))
  })
}

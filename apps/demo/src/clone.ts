import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DemoFailure } from './demo-failure.js'

/** A file of the clone that this demo is part of; another program is started from there, never imported. */
export function inClone(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url))
}

/** The built server. Throws DemoFailure `not_built`. */
export function builtServer(): string {
  const script = inClone('apps/server/dist/main.js')
  if (existsSync(script)) return script
  throw new DemoFailure('not_built', `the server is not built: there is no ${script}`, {
    hint: `Run "npm install && npm run build" in ${inClone('')} first, or "npm start", which does both.`,
  })
}

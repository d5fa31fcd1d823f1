import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { errnoOf } from '../disk/errno.js'

/** What a bundle says of itself in lib/bundle.json. */
const bundleFacts = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/),
  /** `linux-x64` and the like; `any` for bundles without a runtime. */
  platform: z.string(),
  node: z.string().nullable(),
})

/** A bundle that was put into place: `home/versions/<version>/`, with `home/current` leading to one of them. */
export interface Installation extends z.infer<typeof bundleFacts> {
  /** Absolute. */
  readonly home: string
}

/** The installation a program belongs to; undefined for one that runs from a clone or by npx. */
export function installationOf(program: string): Installation | undefined {
  const folder = dirname(dirname(program))
  if (basename(dirname(folder)) !== 'versions') return undefined
  try {
    const facts = bundleFacts.parse(JSON.parse(readFileSync(join(folder, 'lib', 'bundle.json'), 'utf8')))
    return facts.version === basename(folder) ? { ...facts, home: dirname(dirname(folder)) } : undefined
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined
    throw cause
  }
}

/** The installation this agent runs from, if any. */
export function ownInstallation(): Installation | undefined {
  return installationOf(fileURLToPath(import.meta.url))
}

/** True when the service's launcher started this agent: then an exit is a restart, and a broken version has a way back. */
export function isSupervised(installation: Installation, env: NodeJS.ProcessEnv = process.env): boolean {
  return env.GOHERD_AGENT_HOME === installation.home
}

/** The program that a service starts. */
export function launcherOf({ home }: Installation, os: NodeJS.Platform = process.platform): string {
  return join(home, 'bin', os === 'win32' ? 'goherd-agent-service.cmd' : 'goherd-agent-service')
}

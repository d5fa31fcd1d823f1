import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { writeDurably } from '../disk/durable-file.js'
import { type Installation, launcherOf } from './installation.js'
import { folderOf } from './versions.js'

/** Takes over the launcher of a version that proved itself, by one rename. The one that runs at the moment goes on as it is. */
export async function refreshLauncher(installation: Installation, version: string): Promise<void> {
  const place = launcherOf(installation)
  try {
    const text = readFileSync(join(folderOf(installation, version), 'bin', basename(place)), 'utf8')
    if (text === readFileSync(place, 'utf8')) return
    await writeDurably(place, text, 0o755, dirname(place))
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../process/run.mjs'
import { Problem } from '../say/problem.mjs'

/** The version of the built agent, as it says itself. @param {string} root the clone @returns {Promise<string>} */
export async function agentVersion(root) {
  const program = join(root, 'apps/agent/dist/goherd-agent.mjs')
  if (!existsSync(program))
    throw new Problem('agent_not_built', 'the agent is not built', { hint: 'Run: npm run build' })
  return (await run(process.execPath, [program, '--version'])).trim()
}

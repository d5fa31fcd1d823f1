import { readPolicyFile } from '../fleet-file/read-policy-file.js'
import { yamlFile } from '../fleet-file/yaml-file.js'
import type { Invocation } from '../invocation.js'
import { type ReadRollout, readRollout } from './read-rollout.js'

/** Reads a rollout from its options, and from the file that `--file` names. Throws a usage failure for what cannot be meant. */
export async function readRolloutOptions(invocation: Invocation): Promise<ReadRollout> {
  const { file, policy } = invocation.options
  if (file === undefined) return readRollout(invocation.options)
  const name = typeof policy === 'string' ? policy : undefined
  return readRollout(invocation.options, readPolicyFile(await yamlFile(invocation), name))
}

import { rolloutPolicySpec } from '@goherd/protocol'
import { usageFailure } from '../cli-failure.js'
import type { HowRequest } from '../rollouts/read-rollout.js'
import { readFleetFile } from './read-fleet-file.js'
import { readYaml, type YamlFile } from './read-yaml.js'
import { POLICY_SHAPE } from './shape.js'

/**
 * Reads how a rollout goes: a file that is one policy, or one of the policies of a fleet file.
 * @param policy its name; needed where a fleet file has several
 */
export function readPolicyFile(file: YamlFile, policy: string | undefined): HowRequest {
  if (!/^policies\s*:/m.test(file.text)) {
    if (policy === undefined) return readYaml(file, { shape: POLICY_SHAPE, schema: rolloutPolicySpec })
    throw usageFailure(
      `${file.name} has no policies to choose --policy ${policy} from`,
      'Leave out --policy.',
    )
  }
  const { policies } = readFleetFile(file)
  const names = Object.keys(policies)
  const name = policy ?? (names.length === 1 ? names[0] : undefined)
  const found = name !== undefined && Object.hasOwn(policies, name) ? policies[name] : undefined
  if (found !== undefined) return found
  throw usageFailure(
    policy === undefined
      ? `${file.name} has ${names.length} policies`
      : `${file.name} has no policy ${policy}`,
    names.length === 0 ? 'Write one under policies:.' : `Give --policy ${names.join(' or --policy ')}.`,
  )
}

import { describeSettingRefusal, refuseSetting } from '@goherd/model'
import { usageFailure } from './cli-failure.js'

/** Reads `NAME=VALUE` arguments. Throws a usage failure for one that Goherd would not put into a revision. */
export function readSettings(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(assignments.map(readSetting))
}

function readSetting(assignment: string): [string, string] {
  const at = assignment.indexOf('=')
  if (at <= 0)
    throw usageFailure(
      `"${assignment}" is not a setting`,
      'Write it as --env GOPROXY=https://proxy.example.com.',
    )
  const [name, value] = [assignment.slice(0, at), assignment.slice(at + 1)]
  const refusal = refuseSetting(name, value)
  if (refusal) throw usageFailure(describeSettingRefusal(refusal), 'See goherd groups set --help.')
  return [name, value]
}

import { describeSettingRefusal, refuseSetting } from '@goherd/model'
import { usageFailure } from './cli-failure.js'

/** Reads `NAME=VALUE` arguments of an option. Throws a usage failure for one that Goherd would not put into a revision. */
export function readSettings(assignments: readonly string[], option = '--env'): Record<string, string> {
  return Object.fromEntries(assignments.map((assignment) => readSetting(assignment, option)))
}

function readSetting(assignment: string, option: string): [string, string] {
  const at = assignment.indexOf('=')
  if (at <= 0)
    throw usageFailure(
      `"${assignment}" is not a setting`,
      `Write it as ${option} GOPROXY=https://proxy.example.com.`,
    )
  const [name, value] = [assignment.slice(0, at), assignment.slice(at + 1)]
  const refusal = refuseSetting(name, value)
  if (refusal) throw usageFailure(describeSettingRefusal(refusal), 'See goherd groups set --help.')
  return [name, value]
}

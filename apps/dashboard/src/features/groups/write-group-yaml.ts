import { stringify } from 'yaml'
import type { DesiredDraft } from './desired-draft'
import { toSettings } from './settings-draft'

/** A number where one was typed, so that the file has no needless quotes; what is no number stays to be corrected. */
const amount = (text: string) => (/^\d+$/.test(text) ? Number(text) : text)

function policyOf({ policy: { keep, drain, drift, agent } }: DesiredDraft): object {
  return {
    ...(keep === '' ? {} : { keep: amount(keep) }),
    ...(drain === '' ? {} : { drainSeconds: amount(drain) }),
    ...(drift === '' ? {} : { drift }),
    ...(agent === '' ? {} : { agent }),
  }
}

const MASK_NOTE =
  '# What is hidden as ••• keeps its value here.\n# Write it out to use this as a file elsewhere.\n'

/** What one group shall have as a fleet file, as `goherd apply -f` takes it. */
export function writeGroupYaml(group: string, draft: DesiredDraft): string {
  const settings = toSettings(draft.rows)
  const policy = policyOf(draft)
  const file = {
    version: 1,
    groups: {
      [group]: {
        go: draft.go,
        ...(draft.rows.length === 0 ? {} : { settings }),
        ...(Object.keys(policy).length === 0 ? {} : { policy }),
      },
    },
  }
  const isMasked = draft.rows.some(({ value }) => value.includes('•••'))
  // Folded, a long value would no longer be one line to read and to search for.
  return `${isMasked ? MASK_NOTE : ''}${stringify(file, { lineWidth: 0 })}`
}

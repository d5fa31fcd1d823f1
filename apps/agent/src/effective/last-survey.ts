import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson, type EffectiveGo } from '@goherd/model'
import { effectiveGo } from '@goherd/protocol'
import { errnoOf, type Layout, writeDurably } from '../disk/index.js'

function pathOf(layout: Layout): string {
  return join(layout.state, 'effective.json')
}

/** What the daemon of a root last found; undefined when it never looked, or what it left cannot be read. */
export function readLastSurvey(layout: Layout): EffectiveGo | undefined {
  try {
    return effectiveGo.safeParse(JSON.parse(readFileSync(pathOf(layout), 'utf8'))).data
  } catch (cause) {
    if (errnoOf(cause) === undefined && !(cause instanceof SyntaxError)) throw cause
    return undefined
  }
}

/** Keeps a finding for commands, and for the next start of the daemon. Throws AgentError. */
export async function keepLastSurvey(layout: Layout, effective: EffectiveGo): Promise<void> {
  const before = readLastSurvey(layout)
  if (before !== undefined && canonicalJson(before) === canonicalJson(effective)) return
  await writeDurably(pathOf(layout), `${JSON.stringify(effective)}\n`, 0o600)
}

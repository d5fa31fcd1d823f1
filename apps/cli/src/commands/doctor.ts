import { asFailure } from '../cli-failure.js'
import { examine, troubled } from '../doctor/examine.js'
import type { Diagnosis, Finding } from '../doctor/finding.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { diagnosisText } from '../render/diagnosis.js'

/** Looks at everything commands rely on, from finding the server to its live socket. Ends with `error` when something is broken. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { output } = invocation
  const diagnosis = await diagnose(invocation)
  output.data(diagnosis, (style) => diagnosisText(diagnosis, style))
  return diagnosis.ok ? 'ok' : 'error'
}

async function diagnose(invocation: Invocation): Promise<Diagnosis> {
  const { output, interrupt } = invocation
  let url: string | null = null
  let before: Finding[] = []
  try {
    const findings = await withApi(invocation, (api, server) => {
      url = server.url
      before = [{ check: 'configuration', state: 'good', says: `from ${server.source}`, hint: null }]
      return examine({ api, server, interrupt, tell: (check) => output.progress(`looking at ${check}`) })
    })
    const all = [...before, ...findings]
    return { ok: all.every(({ state }) => state !== 'bad'), server: url, findings: all }
  } catch (thrown) {
    const failure = asFailure(thrown)
    // Which server is meant is the first thing to find out; later checks catch their own failures.
    if (before.length > 0 || failure.exit === 'interrupted') throw failure
    return { ok: false, server: null, findings: [troubled('configuration', failure)] }
  }
}

import { groupHistory, name, type RevisionView } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import { CliFailure } from '../cli-failure.js'
import { diffRevisions } from '../diff-revisions.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { revisionDiffText } from '../render/revision-diff.js'

const number = z.coerce.number().int().positive()
const words = z.tuple([name, number.optional(), number.optional()])

/** What two revisions of a group say differently. Ends with `drift` when there is anything. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [group, a, b] = readInput(words, invocation.args)
  return withApi(invocation, async (api) => {
    const { revisions } = await api.get(route`/api/groups/${group}/history`, groupHistory)
    const to = pick(revisions, group, b)
    const from = pick(revisions, group, a ?? before(revisions, to))
    const changes = diffRevisions(from, to)
    invocation.output.data({ group, from, to, changes }, (style) =>
      revisionDiffText({ from, to, changes }, style),
    )
    return changes.length === 0 ? 'ok' : 'drift'
  })
}

/** The revision of that number; without one the current. */
function pick(revisions: readonly RevisionView[], group: string, wanted: number | undefined): RevisionView {
  const found = revisions.find((each) => (wanted === undefined ? each.current : each.revision === wanted))
  if (found !== undefined) return found
  throw new CliFailure({
    code: 'revision_unknown',
    message: wanted === undefined ? `${group} has no revision yet` : `${group} never had revision ${wanted}`,
    hint:
      wanted === undefined
        ? `Set one: goherd groups set ${group} --go 1.23`
        : `See those it had: goherd groups history ${group}`,
  })
}

/** The number of the one the group had before; its own where there is none. */
function before(revisions: readonly RevisionView[], { revision, parent }: RevisionView): number {
  if (parent !== null && revisions.some((each) => each.revision === parent)) return parent
  return Math.max(0, ...revisions.map((each) => each.revision).filter((each) => each < revision)) || revision
}

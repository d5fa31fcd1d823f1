import { readPathRecord, type ShellAnswer } from '../shell-path/index.js'
import { type Finding, fail, ok, warn } from './finding.js'
import type { Patient } from './patient.js'

/** Whether every shell of this user finds a `go`, and this root's. The shells were really started. */
export function checkPath(patient: Patient): Finding {
  const { layout, shells, isUsualRoot } = patient
  if (!readPathRecord(layout).onPath) {
    const fix = `Run: goherd-agent path setup --root ${layout.root}`
    return warn('path', `${layout.root} is not on PATH`, fix, isUsualRoot ? { kind: 'put-on-path' } : null)
  }
  const lost = shells.filter(
    (answer) => answer.trouble === null && answer.go === null && mustFind(answer, patient),
  )
  if (lost.length > 0)
    return fail('path', `${names(lost)} finds no go`, `Run: goherd-agent path setup --root ${layout.root}`, {
      kind: 'put-on-path',
    })
  const mute = shells.filter((answer) => answer.trouble !== null)
  const [first] = mute
  if (first !== undefined)
    return warn('path', `${names(mute)} could not be asked: ${first.trouble}`, 'Look at its start-up files.')
  return ok('path', shells.length === 0 ? 'no shell is known here' : `${names(shells)}: asked`)
}

/** Whether another Go comes before this root's in a shell. */
export function checkOtherGo({ layout, shells, machine }: Patient): Finding {
  if (!readPathRecord(layout).onPath) return ok('other-go', 'not compared, because this root is not on PATH')
  const before = shells.filter(({ go }) => go !== null && !isOfRoot(go, layout.root, machine))
  const [first] = before
  if (first === undefined) return ok('other-go', others(machine))
  return fail(
    'other-go',
    `${names(before)} runs ${first.go} instead of this root’s go`,
    'Take its folder out of PATH in the start-up files of that shell, or move it behind Goherd’s lines.',
  )
}

/** Whether GOROOT is exported: then one build may use two trees. */
export function checkGoroot({ shells, env }: Patient): Finding {
  const exporting = shells.filter(({ goroot }) => goroot !== null)
  const fix = 'Take the line that exports GOROOT out of the start-up files; Go finds its own.'
  const [first] = exporting
  if (first !== undefined) return fail('goroot', `${names(exporting)} exports GOROOT=${first.goroot}`, fix)
  if (env.GOROOT !== undefined && env.GOROOT !== '')
    return warn('goroot', `GOROOT=${env.GOROOT} is exported here`, 'Run: unset GOROOT')
  return ok('goroot', 'no shell exports GOROOT')
}

/** As root Goherd writes no file for a bash that is no login shell: it has the PATH of the session it is started in. */
function mustFind({ shell, login }: ShellAnswer, { machine }: Patient): boolean {
  return login || shell !== 'bash' || !machine.user.isRoot
}

/** A name that leads into the root, as /usr/local/bin/go may, is the root's too. */
function isOfRoot(go: string, root: string, machine: Patient['machine']): boolean {
  return go.startsWith(`${root}/`) || !machine.gos.some(({ path }) => path === go)
}

function others({ gos }: Patient['machine']): string {
  if (gos.length === 0) return 'there is no other Go on this machine'
  return `this root’s go comes before ${gos.map(({ path }) => path).join(', ')}`
}

function names(answers: readonly ShellAnswer[]): string {
  return answers.map(({ shell, login }) => `${login ? 'login ' : ''}${shell}`).join(', ')
}

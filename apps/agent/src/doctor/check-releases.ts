import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { releaseName } from '@goherd/protocol'
import { AgentError } from '../disk/agent-error.js'
import { damagedMarkers, listInstalled } from '../disk/installed.js'
import { manifestOf, treeOf } from '../disk/layout.js'
import { isFile, isFolder } from '../disk/look.js'
import { observeLink } from '../disk/observe-link.js'
import { listSnapshots } from '../disk/snapshot.js'
import { MemoryFile } from '../memory-file.js'
import { type Finding, fail, ok, warn } from './finding.js'
import type { Patient } from './patient.js'

/** Whether `current` leads to a release that is there. */
export function checkLink({ layout, hasRoot }: Patient): Finding {
  if (!hasRoot) return warn('link', 'no release is installed', 'Run: goherd-agent install latest')
  const link = observeLink(layout)
  switch (link.kind) {
    case 'managed':
      return ok('link', `${link.release} is active`)
    case 'missing':
      return listInstalled(layout).length === 0
        ? warn('link', 'no release is installed', 'Run: goherd-agent install latest')
        : warn('link', 'no release is active', 'Choose one: goherd-agent ls, then goherd-agent use RELEASE')
    case 'not-a-link':
      return fail(
        'link',
        `${layout.current} is not a link`,
        `Goherd did not make it. Move ${layout.current} away.`,
      )
    case 'foreign':
      return fail(
        'link',
        `${layout.current} leads to ${link.target}, which is not of Goherd`,
        'Run: goherd-agent use RELEASE',
      )
    case 'dangling': {
      const release = newestOfSnapshots(layout)
      const says = `${layout.current} leads to ${link.target}, which is not completely there`
      return release === undefined
        ? fail('link', says, 'Run: goherd-agent install latest')
        : fail('link', says, `Run: goherd-agent use ${release}`, { kind: 'use', release })
    }
  }
}

/** Whether each release has its programs, cheaply; `verify` reads every byte. */
export function checkReleases({ layout, hasRoot }: Patient): Finding {
  const id = 'releases'
  if (!hasRoot) return ok(id, 'nothing is installed yet')
  const installed = listInstalled(layout).map(({ release }) => release)
  for (const release of installed) {
    const [first, ...more] = damagedMarkers(layout, release)
    if (first === undefined) continue
    const others = more.length === 0 ? '' : ` and ${more.length} more`
    return fail(
      id,
      `${release} is damaged: ${first}${others} is not as it was installed`,
      `Run: goherd-agent install ${release}`,
    )
  }
  const [unreadable] = namesIn(layout).filter(
    (name) => !installed.includes(name) && isFile(manifestOf(layout, name)) && isFolder(treeOf(layout, name)),
  )
  if (unreadable !== undefined)
    return fail(
      id,
      `the manifest of ${unreadable} is damaged, or its programs are gone`,
      `Run: goherd-agent install ${unreadable}`,
    )
  const halves = namesIn(layout).filter(
    (name) => isFolder(treeOf(layout, name)) !== isFile(manifestOf(layout, name)),
  )
  if (halves.length > 0)
    return warn(id, `of ${halves.join(', ')} only a half is there`, 'Run: goherd-agent doctor --fix', {
      kind: 'clear-away',
    })
  return ok(id, installed.length === 0 ? 'no release is installed' : `${installed.join(', ')}: complete`)
}

/** Whether the agent's memory can be read. */
export function checkMemory({ layout }: Patient): Finding {
  try {
    new MemoryFile(layout).load()
    return ok('memory', 'the agent’s memory is whole')
  } catch (cause) {
    const { message, hint } = AgentError.from(cause)
    return fail('memory', message, hint)
  }
}

/** Whether each snapshot can be gone back to. */
export function checkSnapshots({ layout, hasRoot }: Patient): Finding {
  if (!hasRoot || !isFolder(layout.snapshots)) return ok('snapshots', 'there is no snapshot yet')
  const { snapshots, broken } = listSnapshots(layout)
  const [first] = broken
  if (first === undefined) return ok('snapshots', `all ${snapshots.length} can be gone back to`)
  const paths = broken.map(({ file }) => join(layout.snapshots, file))
  const more = broken.length === 1 ? '' : `, and ${broken.length - 1} more`
  return warn(
    'snapshots',
    `the snapshot ${first.file} cannot be used: ${first.reason}${more}`,
    'Run: goherd-agent doctor --fix, which moves it aside.',
    {
      kind: 'set-aside',
      paths,
    },
  )
}

/** Whether a kill left something unfinished that nobody works on any more. */
export function checkStaging({ layout, live }: Patient): Finding {
  const names = isFolder(layout.staging) ? readdirSync(layout.staging) : []
  if (names.length === 0) return ok('staging', 'nothing is left unfinished')
  if (live !== undefined) return ok('staging', 'the daemon is at work, or clears it away when it starts')
  return warn(
    'staging',
    `${names.length} unfinished folders lie in ${layout.staging}`,
    'The next change clears them away; or run: goherd-agent doctor --fix',
    {
      kind: 'clear-away',
    },
  )
}

function newestOfSnapshots(layout: Patient['layout']): string | undefined {
  const here = listInstalled(layout).map(({ release }) => release)
  const wanted = listSnapshots(layout).snapshots.map(({ release }) => release)
  return wanted.find((release) => release !== null && here.includes(release)) ?? here[0]
}

/** Every name that a release has here, by its tree or its manifest. */
function namesIn(layout: Patient['layout']): string[] {
  const names = readdirSync(layout.releases).map((name) => name.replace(/\.manifest$/, ''))
  return [...new Set(names)].filter((name) => releaseName.safeParse(name).success)
}

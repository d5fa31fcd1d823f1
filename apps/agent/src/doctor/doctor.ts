import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { checkCompiler, checkGit, checkKernel, checkLibc, checkTools } from './check-builds.js'
import { checkFileSystem, checkInodes, checkNetworkDisk, checkSpace, checkTemp } from './check-disk.js'
import { checkLink, checkMemory, checkReleases, checkSnapshots, checkStaging } from './check-releases.js'
import { checkFolders, checkLock, checkRoot } from './check-root.js'
import { checkDaemon, checkService, checkVersion } from './check-service.js'
import { checkGoroot, checkOtherGo, checkPath } from './check-shells.js'
import { checkSource } from './check-source.js'
import { type Finding, fail } from './finding.js'
import { examine, type Patient } from './patient.js'
import { repair } from './repair.js'

type Check = (patient: Patient) => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>

/** In the order in which a person would want to know. */
const CHECKS: Readonly<Record<string, Check>> = {
  root: checkRoot,
  folders: checkFolders,
  'file-system': checkFileSystem,
  'local-disk': checkNetworkDisk,
  space: checkSpace,
  inodes: checkInodes,
  lock: checkLock,
  link: checkLink,
  releases: checkReleases,
  memory: checkMemory,
  snapshots: checkSnapshots,
  staging: checkStaging,
  path: checkPath,
  'other-go': checkOtherGo,
  goroot: checkGoroot,
  source: checkSource,
  daemon: checkDaemon,
  service: checkService,
  'agent-version': checkVersion,
  kernel: checkKernel,
  libc: checkLibc,
  temp: checkTemp,
  compiler: checkCompiler,
  git: checkGit,
  tools: checkTools,
}

/** All findings about a patient, in order. A check that cannot be done is a finding of its own. */
async function checkAll(patient: Patient): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [id, check] of Object.entries(CHECKS)) {
    try {
      findings.push(...[await check(patient)].flat())
    } catch (cause) {
      const { message, hint } = AgentError.from(cause)
      findings.push(fail(id, `it could not be checked: ${message}`, hint))
    }
  }
  return findings
}

/** What was repaired, and what stood in the way. */
export interface Repaired {
  readonly id: string
  readonly done: boolean
  readonly says: string
}

/** Repairs what can safely be repaired, one after the other; what fails is said, and the rest goes on. */
export async function repairAll(findings: readonly Finding[], patient: Patient): Promise<Repaired[]> {
  const repaired: Repaired[] = []
  for (const { id, repair: wanted } of findings) {
    if (wanted === null) continue
    try {
      repaired.push({ id, done: true, says: await repair(wanted, patient) })
    } catch (cause) {
      const { message, hint } = AgentError.from(cause)
      repaired.push({ id, done: false, says: `${message}. ${hint}` })
    }
  }
  return repaired
}

/** Examines a root and its machine; with `fix`, repairs and examines again. */
export async function diagnose(
  layout: Layout,
  o: { readonly fix: boolean },
): Promise<{ readonly findings: readonly Finding[]; readonly repaired: readonly Repaired[] }> {
  const patient = await examine(layout)
  const findings = await checkAll(patient)
  if (!o.fix || findings.every((finding) => finding.repair === null)) return { findings, repaired: [] }
  const repaired = await repairAll(findings, patient)
  return { findings: await checkAll(await examine(layout)), repaired }
}

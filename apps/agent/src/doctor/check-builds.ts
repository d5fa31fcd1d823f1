import { type EffectiveGo, parseGoVersion } from '@goherd/model'
import { observeLink } from '../disk/observe-link.js'
import { survey } from '../effective/index.js'
import { describeLibc } from '../machine/index.js'
import { type Finding, fail, ok, warn } from './finding.js'
import type { Patient } from './patient.js'

const SURVEY_MS = 60_000

/** Whether cgo finds a C compiler that runs. */
export function checkCompiler({ machine }: Patient): Finding {
  const { compiler } = machine
  if (compiler.kind === 'found') return ok('compiler', compiler.says)
  return warn(
    'compiler',
    `cgo finds no C compiler: ${compiler.program} does not run`,
    compiler.install === null
      ? 'Install a C compiler, or build with CGO_ENABLED=0.'
      : `Run: ${compiler.install}`,
  )
}

/** Whether `go get` finds git. */
export function checkGit({ machine }: Patient): Finding {
  if (machine.git.found) return ok('git', 'git runs')
  const { install } = machine.git
  return warn(
    'git',
    'go get needs git for modules that no proxy has',
    install === null ? 'Install git.' : `Run: ${install}`,
  )
}

/** The oldest kernel by the first minor version of Go 1 that needs it, newest first. Source: Go's release notes. */
const KERNELS: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  linux: [
    [24, 3, 2],
    [18, 2, 6],
  ],
  // By Darwin's number: macOS 12, 11, 10.15.
  darwin: [
    [25, 21, 0],
    [23, 20, 0],
    [21, 19, 0],
  ],
}

/** Whether a release runs on a kernel; undefined when it does, else the oldest that will do. Pure. */
export function kernelNeeded(os: string, kernel: string, release: string): string | undefined {
  const version = parseGoVersion(release)
  const [major = 0, minor = 0] = kernel.split('.').map((part) => Number.parseInt(part, 10))
  const row = KERNELS[os]?.find(([since]) => version !== undefined && version.minor >= since)
  if (row === undefined) return undefined
  const [, needsMajor, needsMinor] = row
  return major > needsMajor || (major === needsMajor && minor >= needsMinor)
    ? undefined
    : `${needsMajor}.${needsMinor}`
}

/** Whether the active release is made for this kernel. */
export function checkKernel(patient: Patient): Finding {
  const { machine, port } = patient
  const release = activeRelease(patient)
  if (release === undefined) return ok('kernel', `kernel ${machine.kernel}`)
  const needed = kernelNeeded(port.os, machine.kernel, release)
  return needed === undefined
    ? ok('kernel', `kernel ${machine.kernel} is new enough for ${release}`)
    : fail(
        'kernel',
        `${release} needs kernel ${needed}, this is ${machine.kernel}`,
        'Use an older release: goherd-agent use RELEASE',
      )
}

/** Whether programs that cgo builds here run elsewhere. */
export function checkLibc({ machine }: Patient): Finding {
  const { libc } = machine
  if (libc?.kind !== 'musl')
    return ok('libc', libc === null ? 'the C library is the system’s' : describeLibc(libc))
  return warn(
    'libc',
    `this machine has ${describeLibc(libc)}: Go runs, and what cgo builds runs on musl only; -race needs glibc`,
    'Build with CGO_ENABLED=0, or on a machine with glibc.',
  )
}

/** What builds would really run: tools that another Go built, settings that are stronger than the release's, workspaces that ask for more. */
export async function checkTools(patient: Patient): Promise<Finding> {
  const release = activeRelease(patient)
  if (release === undefined) return ok('tools', 'no release is active')
  const { layout, port } = patient
  const { effective } = await survey({ layout, port, signal: AbortSignal.timeout(SURVEY_MS) })
  return toolsFinding(effective, release)
}

/** As checkTools, of a survey. Pure. */
export function toolsFinding({ tools }: EffectiveGo, active: string): Finding {
  const [first, ...more] = tools
  if (first === undefined) return ok('tools', `no tool in GOBIN was built by another Go than ${active}`)
  const others = more.length === 0 ? '' : `, and ${more.length} more tools by others`
  return warn(
    'tools',
    `${first.path} was built by ${first.release}${others}`,
    'Build it again with this one: go install PACKAGE@latest',
  )
}

function activeRelease({ layout, hasRoot }: Patient): string | undefined {
  const link = hasRoot ? observeLink(layout) : undefined
  return link?.kind === 'managed' ? link.release : undefined
}

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildSide, CheckOrder, CheckResult } from '@goherd/protocol'
import { z } from 'zod'
import { type Layout, treeOf } from '../disk/layout.js'
import { goEnvironment, waysOut } from './go-environment.js'
import { type Trial, type Tried, tryCommand } from './try-command.js'
import { Unable } from './unable.js'

type BuildOrder = Extract<CheckOrder['trial'], { kind: 'build' }>

const downloaded = z.object({ Dir: z.string(), Sum: z.string() })
const SKIPPED: Tried = { exitCode: null, ms: 0, output: 'not tried' }

/**
 * Builds, vets and tests the same pinned module under the old Go and then the new, each with a cache of its own, so that neither
 * has anything from the other. Throws Unable where the module or a release is not to be had.
 */
export async function runBuild(
  layout: Layout,
  { module, packages }: BuildOrder,
  { from, to }: { readonly from: string; readonly to: string },
  trial: Trial,
): Promise<CheckResult> {
  const online: Trial = { ...trial, env: { ...trial.env, ...waysOut(process.env) } }
  const source = await download(layout, module, to, online)
  const sides: BuildSide[] = []
  for (const release of [from, to]) {
    const folder = await trial.place.copy(source, `source-${release}`)
    sides.push(await oneSide(layout, { release, folder, packages }, trial))
  }
  const [old, fresh] = sides
  if (old === undefined || fresh === undefined) throw new Unable('not_built', 'there was nothing to compare')
  return { kind: 'build', old, new: fresh }
}

const go = (layout: Layout, release: string) => join(treeOf(layout, release), 'bin', 'go')

/** @returns the folder of the module's files, which are what the order says by their checksum */
async function download(
  layout: Layout,
  module: BuildOrder['module'],
  release: string,
  trial: Trial,
): Promise<string> {
  const name = `${module.path}@${module.version}`
  const empty = await trial.place.make('empty')
  const { exitCode, stdout, output } = await tryCommand(
    trial,
    go(layout, release),
    ['mod', 'download', '-json', name],
    empty,
  )
  const found = downloaded.safeParse(jsonOf(stdout))
  if (exitCode !== 0 || !found.success) {
    throw new Unable('module_unavailable', `${name} cannot be had: ${output.slice(-600)}`)
  }
  const { Dir, Sum } = found.data
  if (Sum !== module.sum) {
    throw new Unable('sum_mismatch', `${name} is ${Sum} here, and ${module.sum} was asked for`)
  }
  await tryCommand(trial, go(layout, release), ['mod', 'download'], Dir)
  return Dir
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

async function oneSide(
  layout: Layout,
  { release, folder, packages }: { release: string; folder: string; packages: string },
  trial: Trial,
): Promise<BuildSide> {
  const env = { ...goEnvironment(layout, release, trial.place), GOPROXY: 'off', GOSUMDB: 'off' }
  const side: Trial = { ...trial, env }
  const run = async (...args: string[]) => {
    const { stdout: _, ...tried } = await tryCommand(side, go(layout, release), args, folder)
    return tried
  }
  const out = await trial.place.make(`out-${release}`)
  const mains = await tryCommand(
    side,
    go(layout, release),
    ['list', '-f', '{{if eq .Name "main"}}{{.ImportPath}}{{end}}', packages],
    folder,
  )
  // With -o and without any program to write, go build fails.
  const to = mains.exitCode === 0 && mains.stdout.trim() !== '' ? ['-o', `${out}/`] : []
  const build = await run('build', ...to, packages)
  const vet = build.exitCode === 0 ? await run('vet', packages) : SKIPPED
  const test = build.exitCode === 0 ? await run('test', '-count=1', '-vet=off', packages) : SKIPPED
  return { release, build, vet, test, binaryBytes: await bytesIn(out) }
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size
  return bytes
}

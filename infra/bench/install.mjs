import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Problem } from '../say/problem.mjs'
import { GolangDl } from './install/golang-dl.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
const DRIVER = fileURLToPath(new URL('./install/agent.mjs', import.meta.url))
/** GNU time tells the most memory a command and its children had. */
const GNU_TIME = '/usr/bin/time'

/**
 * Installing a real release: the agent (download from a local server, both hashes, unpacking, manifest, flush, rename, switch)
 * against `tar -xzf` of the same archive followed by `sync -f`. Rounds take turns, each in a new folder; nothing is deleted
 * before the end, because deleting makes the next writes slow. Beside them, where it can be had from the module proxy, the Go
 * project's own installer. BENCH_ROUNDS changes the number of rounds.
 * @param {import('./bench.mjs').BenchContext} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root, goFolder, note, signal }) {
  const disk = join(root, 'apps/agent/dist/disk.mjs')
  if (!existsSync(disk))
    throw new Problem('not_built', `${disk} is not there`, { hint: 'Run: npm run build' })
  const work = mkdtempSync(join(tmpdir(), 'goherd-bench-install-'))
  const archive = newestArchive(goFolder)
  const server = await serve(goFolder)
  /** @type {GolangDl | undefined} */
  let other
  try {
    /** @type {Round[]} */
    const rounds = []
    for (let i = 0; i <= ROUNDS; i++) {
      note(`${archive.release}, round ${i} of ${ROUNDS}`)
      const round = await measure({ disk, work, archive, url: server.url, other, i, signal })
      // The Go that tar unpacked builds it.
      if (i === 0)
        other = await otherInstaller(join(work, 'tar-0', 'go', 'bin', 'go'), archive, work, note, signal)
      // The first one warms the page cache.
      if (i > 0) rounds.push(round)
    }
    return figures(archive, rounds)
  } finally {
    other?.end()
    await server.close()
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {string} go @param {Archive} archive @param {string} work @param {(text: string) => void} note @param {AbortSignal} signal */
async function otherInstaller(go, archive, work, note, signal) {
  note(`building golang.org/dl/${archive.release}`)
  try {
    return await GolangDl.build({ work, go, ...archive, signal })
  } catch (cause) {
    if (signal.aborted) throw cause
    note(
      `golang.org/dl/${archive.release} cannot be had here: ${cause instanceof Error ? cause.message : cause}`,
    )
    return undefined
  }
}

/**
 * @typedef {{ release: string, path: string, filename: string, sha256: string, size: number }} Archive
 * @typedef {{ tar: number, tarAndSync: number, tarMemory: number, http: Installed, file: Installed, other?: Installed }} Round
 * @typedef {{ ms: number, memory: number }} Installed
 */

/** @param {{ disk: string, work: string, archive: Archive, url: string, other: GolangDl | undefined, i: number, signal: AbortSignal }} o @returns {Promise<Round>} */
async function measure({ disk, work, archive, url, other, i, signal }) {
  const beside = join(work, `tar-${i}`)
  mkdirSync(beside)
  await timed(['sync', '-f', work], signal)
  const tar = await timed(['tar', '-xzf', archive.path, '-C', beside], signal)
  const sync = await timed(['sync', '-f', work], signal)
  const { release, filename, sha256, size } = archive
  const agent = (/** @type {string} */ name, /** @type {object} */ source) =>
    installWith(
      disk,
      { root: join(work, `${name}-${i}`), release, archive: { filename, sha256, size }, source },
      signal,
    )
  const http = await agent('http', { kind: 'http', url: `${url}/${filename}` })
  const file = await agent('file', { kind: 'file', path: archive.path })
  const floors = { tar: tar.ms, tarAndSync: tar.ms + sync.ms, tarMemory: tar.memory }
  if (other === undefined) return { ...floors, http, file }
  const { command, env } = other.command(`golang-dl-${i}`)
  return { ...floors, http, file, other: await timed(command, signal, env) }
}

/** @param {string} disk @param {object} job @param {AbortSignal} signal @returns {Promise<Installed>} */
async function installWith(disk, job, signal) {
  const { output, memory } = await timed([process.execPath, DRIVER, disk, JSON.stringify(job)], signal)
  return { ms: Number(output), memory }
}

/** @param {Archive} archive @param {Round[]} rounds @returns {import('./bench.mjs').Figure[]} */
function figures(archive, rounds) {
  const of = (/** @type {(round: Round) => number} */ pick) => median(rounds.map(pick))
  const floor = of((round) => round.tarAndSync)
  const floorIs = 'tar -xzf, sync -f'
  const against = (/** @type {string} */ what, /** @type {number} */ value) => ({
    what: `${archive.release}, ${what}`,
    value: Math.round(value),
    unit: 'ms',
    floor: Math.round(floor),
    floorIs,
    ratio: value / floor,
  })
  const tarMemory = of((round) => round.tarMemory)
  return [
    {
      ...against(
        'agent, from a local server to switched',
        of((round) => round.http.ms),
      ),
      goal: '≤ 0.9',
    },
    against(
      'agent, from a file to switched',
      of((round) => round.file.ms),
    ),
    against(
      'tar -xzf alone',
      of((round) => round.tar),
    ),
    ...againstOther(archive, rounds),
    ...(tarMemory > 0
      ? [
          memory(
            'agent with its worker',
            of((round) => round.http.memory),
            tarMemory,
          ),
        ]
      : []),
  ]
}

/** @param {Archive} archive @param {Round[]} rounds @returns {import('./bench.mjs').Figure[]} */
function againstOther({ release }, rounds) {
  const others = rounds.flatMap(({ other }) => (other === undefined ? [] : [other]))
  if (others.length === 0) return []
  const value = median(rounds.map(({ http }) => http.ms))
  const floor = median(others.map(({ ms }) => ms))
  const floorIs = `golang.org/dl, ${Math.round(median(others.map(({ memory }) => memory)) / 1024)} MB, nothing flushed`
  return [
    {
      what: `${release}, agent, from a local server to switched`,
      value: Math.round(value),
      unit: 'ms',
      floor: Math.round(floor),
      floorIs,
      ratio: value / floor,
    },
  ]
}

/** @param {string} who @param {number} value @param {number} floor @returns {import('./bench.mjs').Figure} */
function memory(who, value, floor) {
  const megabytes = (/** @type {number} */ kilobytes) => Math.round(kilobytes / 1024)
  return {
    what: `peak memory, ${who}`,
    value: megabytes(value),
    unit: 'MB',
    floor: megabytes(floor),
    floorIs: 'tar -xzf',
    ratio: value / floor,
  }
}

/** @param {string[]} command @param {AbortSignal} signal @param {NodeJS.ProcessEnv} [env] @returns {Promise<{ ms: number, memory: number, output: string }>} memory in KiB, 0 where unknown */
async function timed(command, signal, env = process.env) {
  const [file = '', ...args] = existsSync(GNU_TIME) ? [GNU_TIME, '-f', '%M', ...command] : command
  const began = performance.now()
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env, signal })
  let output = ''
  let said = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  child.stderr.on('data', (text) => {
    said += text
  })
  const [status] = await once(child, 'close')
  if (status !== 0)
    throw new Problem('command_failed', `${command[0]} failed: ${said}`, { hint: 'See what it says.' })
  return { ms: performance.now() - began, memory: Number(said.trim().split('\n').at(-1)) || 0, output }
}

/** @param {string} goFolder @returns {Archive} */
function newestArchive(goFolder) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  /** @type {{ version: string, files: { os: string, arch: string, kind: string, filename: string, sha256: string, size: number }[] }[]} */
  const index = JSON.parse(readFileSync(join(goFolder, 'dl.json'), 'utf8'))
  for (const { version, files } of index) {
    const file = files.find(
      (f) => f.os === process.platform && f.arch === arch && f.filename.endsWith('.tar.gz'),
    )
    if (file && existsSync(join(goFolder, file.filename))) {
      const { filename, sha256, size } = file
      return { release: version, path: join(goFolder, filename), filename, sha256, size }
    }
  }
  throw new Problem('no_go', `${goFolder} has no release for ${process.platform}/${arch}`, {
    hint: 'Set GOHERD_TEST_GO.',
  })
}

/** @param {string} folder */
async function serve(folder) {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/gzip')
    createReadStream(join(folder, request.url ?? ''), { highWaterMark: 1 << 20 }).pipe(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

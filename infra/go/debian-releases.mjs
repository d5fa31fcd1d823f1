#!/usr/bin/env node
// Real Go releases from the distribution's packages, in the official download site's layout, for tests and demonstrations on a
// machine that reaches a Debian mirror and not the site itself. The compilers are Debian's builds of those versions: they compile
// and run programs, and their bytes are not those of the official archives, so their hashes are in no public log.
//
//   node infra/go/debian-releases.mjs FOLDER [LINE ...]      e.g.  node infra/go/debian-releases.mjs .cache/go 1.21 1.22 1.23
import { createHash } from 'node:crypto'
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { run } from '../process/run.mjs'
import { describeProblem, Problem } from '../say/problem.mjs'
import { archivesIn, lineOf, thisPlatform, writeCatalogue } from './catalogue.mjs'
import { PrivateApt } from './debian-apt.mjs'
import { listDebianTree } from './debian-tree.mjs'
import { pack } from './pack.mjs'

/** The lines that the demonstration and the tests use. */
export const LINES = ['1.21', '1.22', '1.23']

/** Two at a time: one waits for xz and gzip in other threads while the other reads. */
const AT_ONCE = 2

/** Twice as fast as gzip's default here, for archives a tenth larger. */
const GZIP_LEVEL = 4

/**
 * Makes what a folder lacks of the given lines. Each archive appears by one rename, its digest first, so an interrupted run goes on
 * where it stopped and two runs at once do no harm.
 * @param {{ folder: string, lines?: string[], signal?: AbortSignal, note?: (text: string) => void }} options
 * @returns {Promise<string[]>} releases that the folder holds now, newest first
 */
export async function makeDebianReleases({ folder, lines = LINES, signal, note = () => {} }) {
  mkdirSync(folder, { recursive: true })
  const there = new Set(archivesIn(folder).map((file) => lineOf(file.version)))
  const missing = lines.filter((line) => !there.has(line))
  if (missing.length > 0) {
    const work = mkdtempSync(join(tmpdir(), 'goherd-go-'))
    try {
      await makeMissing({ work, folder, missing, signal, note })
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  }
  return writeCatalogue(folder).map((release) => release.version)
}

/** @param {{ work: string, folder: string, missing: string[], signal?: AbortSignal, note: (text: string) => void }} job */
async function makeMissing({ work, folder, missing, signal, note }) {
  const apt = new PrivateApt({ folder: work, signal })
  note('reading the package index')
  const wanted = missing.flatMap(packagesOf)
  const found = await apt.open(wanted)
  const lines = missing.filter((line) => packagesOf(line).every((name) => found.includes(name)))
  if (lines.length === 0) {
    throw new Problem('no_go_packages', `the mirror has none of ${wanted.join(', ')}`, {
      hint: 'Give a folder with Go archives and dl.json, or a mirror of the download site, in GOHERD_GO_SOURCE.',
    })
  }
  let done = 0
  const queue = [...lines]
  const worker = async () => {
    for (let line = queue.shift(); line !== undefined; line = queue.shift()) {
      await makeRelease({ apt, line, work: join(work, line), folder, signal })
      done += 1
      note(`${done} of ${lines.length} ready`)
    }
  }
  note(`downloading and repackaging ${lines.join(', ')}`)
  // Both workers end before the folder that they work in is removed.
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}

/** @param {string} line */
const packagesOf = (line) => [`golang-${line}-go`, `golang-${line}-src`]

/** @param {{ apt: PrivateApt, line: string, work: string, folder: string, signal?: AbortSignal }} job */
async function makeRelease({ apt, line, work, folder, signal }) {
  const unpacked = join(work, 'x')
  mkdirSync(unpacked, { recursive: true })
  await apt.download(packagesOf(line), work)
  const debs = readdirSync(work).filter((name) => name.endsWith('.deb'))
  await Promise.all(debs.map((deb) => run('dpkg-deb', ['-x', join(work, deb), unpacked], { signal })))
  const { version, entries } = listDebianTree(unpacked, line)
  const platform = thisPlatform()
  if (lineOf(version) !== line || !platform) throw new Error(`the packages of ${line} hold "${version}"`)
  await writeArchive(join(folder, `${version}.${platform.os}-${platform.arch}.tar.gz`), entries)
  rmSync(work, { recursive: true, force: true })
}

/** @param {string} path @param {import('./pack.mjs').Entry[]} entries */
async function writeArchive(path, entries) {
  const part = `${path}.${process.pid}.part`
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const gzip = createGzip({ level: GZIP_LEVEL })
  try {
    await Promise.all([
      pipeline(gzip, hashing, createWriteStream(part, { flush: true })),
      pack(entries, gzip),
    ])
    writeFileSync(`${path}.sha256`, hash.digest('hex'))
    renameSync(part, path)
  } finally {
    rmSync(part, { force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...lines] = process.argv.slice(2)
  if (!folder) {
    console.error('usage: debian-releases.mjs FOLDER [LINE ...]')
    process.exit(2)
  }
  const note = (/** @type {string} */ text) => console.error(text)
  await makeDebianReleases({ folder, note, ...(lines.length > 0 ? { lines } : {}) }).then(
    (releases) => console.log(releases.join('\n')),
    (error) => {
      console.error(describeProblem(error))
      process.exitCode = 1
    },
  )
}

import { createHash } from 'node:crypto'
import { createWriteStream, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../say/problem.mjs'
import { archivesIn, lineOf, thisPlatform, writeCatalogue } from './catalogue.mjs'

/** Go's own download site. */
export const OFFICIAL = 'https://go.dev/dl'

/**
 * Asks a download site for its index.
 * @param {string} site without a slash at its end
 * @param {{ timeoutMs: number, all?: boolean, signal?: AbortSignal }} options
 * @returns {Promise<import('./catalogue.mjs').Release[] | undefined>} undefined when it does not answer in time, or answers something else
 */
export async function readIndex(site, { timeoutMs, all = false, signal }) {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await fetch(`${site}/?mode=json${all ? '&include=all' : ''}`, {
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    })
    const index = answer.ok ? await answer.json() : undefined
    return Array.isArray(index) && index.every((release) => lineOf(String(release?.version)))
      ? index
      : undefined
  } catch (error) {
    signal?.throwIfAborted()
    // Unreachable, too slow, or HTML of some portal in between: each means that this is no source.
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException)
      return undefined
    throw error
  }
}

/**
 * Downloads the newest patch release of each line for this machine, checked against the index, as a folder in the same layout.
 * @param {{ site: string, folder: string, lines: string[], signal?: AbortSignal, note?: (text: string) => void }} options
 */
export async function downloadReleases({ site, folder, lines, signal, note = () => {} }) {
  const index = await readIndex(site, { timeoutMs: 30_000, all: true, signal })
  const there = new Set(archivesIn(folder).map((file) => lineOf(file.version)))
  for (const line of lines.filter((candidate) => !there.has(candidate))) {
    const platform = thisPlatform()
    const release = index?.find((candidate) => candidate.stable && lineOf(candidate.version) === line)
    const file = release?.files.find(
      (f) => f.kind === 'archive' && f.os === platform?.os && f.arch === platform?.arch,
    )
    if (!file?.sha256) continue
    note(`downloading ${file.filename}`)
    await download({
      url: `${site}/${file.filename}`,
      path: join(folder, file.filename),
      sha256: file.sha256,
      signal,
    })
  }
  return writeCatalogue(folder).map((release) => release.version)
}

/** @param {{ url: string, path: string, sha256: string, signal?: AbortSignal }} job */
async function download({ url, path, sha256, signal }) {
  const part = `${path}.${process.pid}.part`
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    const answer = await fetch(url, { signal })
    if (!answer.ok || !answer.body) throw new Error(`it answered ${answer.status}`)
    await pipeline(Readable.fromWeb(answer.body), hashing, createWriteStream(part, { flush: true }), {
      signal,
    })
    if (hash.digest('hex') !== sha256) throw new Error('its bytes are not those of the index')
    writeFileSync(`${path}.sha256`, sha256)
    renameSync(part, path)
  } catch (cause) {
    throw new Problem('download_failed', `${url} could not be downloaded`, {
      hint: 'Try again, or give a folder in GOHERD_GO_SOURCE.',
      cause,
    })
  } finally {
    rmSync(part, { force: true })
  }
}

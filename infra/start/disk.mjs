import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../process/run.mjs'
import { size } from '../say/amounts.mjs'

/**
 * How much disk everything takes, and by what.
 * @param {{ root: string, data: string, goCache: string, signal: AbortSignal }} where
 * @returns {Promise<string>} one line
 */
export async function describeDisk({ root, data, goCache, signal }) {
  const parts = [
    { what: 'dependencies', paths: [join(root, 'node_modules')] },
    {
      what: 'build',
      paths: ['server/dist', 'agent/dist', 'cli/dist', 'dashboard/.next'].map((path) =>
        join(root, 'apps', path),
      ),
    },
    { what: 'Go releases', paths: [goCache] },
    { what: 'hosts', paths: [join(data, 'hosts')] },
    { what: 'server', paths: [data], less: [join(data, 'hosts')] },
  ]
  const sizes = await Promise.all(
    parts.map(async ({ what, paths, less = [] }) => ({
      what,
      bytes: (await measure(paths, signal)) - (await measure(less, signal)),
    })),
  )
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const shown = sizes.filter(({ bytes }) => bytes > 0).map(({ what, bytes }) => `${what} ${size(bytes)}`)
  return `${size(total)} of disk: ${shown.join(', ')}`
}

/** Bytes on disk, hard links once. @param {string[]} paths @param {AbortSignal} signal */
async function measure(paths, signal) {
  const there = paths.filter((path) => existsSync(path))
  if (there.length === 0) return 0
  // A file may vanish while du looks, which it reports and goes on.
  const output = await run('sh', ['-c', 'du -sk "$@" 2>/dev/null || true', 'du', ...there], { signal })
  return output.split('\n').reduce((sum, line) => sum + Number(line.split('\t')[0] || 0) * 1024, 0)
}

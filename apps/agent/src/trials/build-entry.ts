import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'

/** Bundles a program of this folder into one file that node runs, and answers that file. */
export function buildEntry(name: string, outfile: string): string {
  const banner = "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);"
  buildSync({
    entryPoints: [join(dirname(new URL(import.meta.url).pathname), name)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    minifyWhitespace: true,
    banner: { js: banner },
    external: ['bufferutil', 'utf-8-validate'],
    outfile,
    logLevel: 'error',
  })
  return outfile
}

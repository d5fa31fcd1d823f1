// `npm run docs`: writes the reference of the command line into docs/cli.md, from the program itself.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const here = new URL('./', import.meta.url)
const page = fileURLToPath(new URL('../../docs/cli.md', here))
// Beside the sources, so that what stays outside of the bundle is found.
const work = mkdtempSync(fileURLToPath(new URL('docs-', here)))
try {
  const outfile = join(work, 'reference.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('src/reference/of-program.ts', here))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    define: { GOHERD_VERSION: '"0"' },
  })
  const { referenceOfProgram, withReference } = await import(pathToFileURL(outfile).href)
  writeFileSync(page, withReference(readFileSync(page, 'utf8'), referenceOfProgram()))
  process.stdout.write('docs/cli.md is as the program is.\n')
} finally {
  rmSync(work, { recursive: true, force: true })
}

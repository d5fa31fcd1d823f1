import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = new URL('./', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('package.json', here), 'utf8'))

/** Bundles the command line into one file. What a command needs is evaluated when the command runs, not at start-up. */
export async function bundle(outfile) {
  await build({
    entryPoints: [fileURLToPath(new URL('src/main.ts', here))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    // Native speed-ups of ws that are optional and not wanted here.
    external: ['bufferutil', 'utf-8-validate'],
    define: { GOHERD_VERSION: JSON.stringify(version) },
    // CommonJS dependencies inside an ES module still call require() for node's own modules.
    banner: {
      js: "import{createRequire as goherdCreateRequire}from'node:module';const require=goherdCreateRequire(import.meta.url);",
    },
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle(fileURLToPath(new URL('dist/goherd.mjs', here)))
}

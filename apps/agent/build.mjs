import { existsSync } from 'node:fs'
import { build } from 'esbuild'

// Some of the bundled packages are CommonJS and call require() for Node's own modules.
const banner = {
  js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
}

const entries = {
  'goherd-agent': 'src/main.ts',
  'unpack-worker': 'src/disk/worker-entry.ts',
  disk: 'src/disk/index.ts',
}

/** zod's messages in fifty languages are reachable by name, so no bundler drops them; the agent speaks one. */
const oneLanguage = {
  name: 'one-language',
  setup(bundler) {
    bundler.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: '', loader: 'js' }))
  },
}

for (const [name, entry] of Object.entries(entries)) {
  if (!existsSync(entry)) continue
  await build({
    entryPoints: [entry],
    outfile: `dist/${name}.mjs`,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner,
    plugins: [oneLanguage],
    // The text of a program stays in memory; names are kept for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    logLevel: 'warning',
    // ws asks for these native helpers and does without them.
    external: ['bufferutil', 'utf-8-validate'],
  })
}

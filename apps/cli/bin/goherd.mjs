#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const bundle = new URL('../dist/goherd.mjs', import.meta.url)
if (existsSync(bundle)) {
  await import(bundle.href)
} else {
  const clone = fileURLToPath(new URL('../../../', import.meta.url))
  process.stderr.write(
    `not_built: goherd is not built yet. ${fileURLToPath(bundle)} does not exist. Run "npm install && npm run build" in ${clone} first, or "npm start", which does both.\n`,
  )
  process.exitCode = 1
}

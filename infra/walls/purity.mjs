#!/usr/bin/env node
// Checks that what decides has no clock, no chance, no I/O and no asynchrony of its own: `npm run walls`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/root.mjs'
import { findImpurities } from './find-impurities.mjs'

const PURE = ['model', 'go-archive', 'protocol', 'host-query', 'rollout-engine', 'agent-core'].map(
  (name) => `packages/${name}/src`,
)

const files = PURE.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(spec|test)\.ts$|^test\//.test(name))
    .map((name) => join(folder, name)),
)
const found = files.flatMap((file) =>
  findImpurities(readFileSync(join(root, file), 'utf8'), file).map(
    ({ line, what, why }) => `${file}:${line}: ${what}: ${why}`,
  ),
)
for (const line of found) console.error(line)
console.log(`purity: ${files.length} files of ${PURE.length} packages, ${found.length} impurities`)
process.exitCode = found.length > 0 || files.length === 0 ? 1 : 0

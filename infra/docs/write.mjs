// `npm run docs`: writes the reference of the API into docs/api.md, from the server's own code.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/root.mjs'
import { apiReference } from './api-reference.mjs'

writeFileSync(join(root, 'docs/api.md'), await apiReference(root))
process.stdout.write('docs/api.md is as the server is.\n')

// Loaded into the server before it starts: counts what it sends to its database, and writes the number down when it is asked to.

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const { BENCH_ROOT: root = '', BENCH_STATEMENTS: file = '' } = process.env
const { Client } = createRequire(join(root, 'apps/server/package.json'))('pg')
const { query } = Client.prototype
let statements = 0
let asked = 0
Client.prototype.query = function (/** @type {unknown[]} */ ...args) {
  statements += 1
  return query.apply(this, args)
}
process.on('SIGUSR2', () => {
  asked += 1
  writeFileSync(file, JSON.stringify({ asked, statements }))
})

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Identity, identity } from './messages.js'

const fileIn = (data: string) => join(data, 'demo-hosts.json')

/** The hosts of an earlier start in this data folder; none in a new one. */
export function readIdentities(data: string): Identity[] {
  const file = fileIn(data)
  return existsSync(file) ? z.array(identity).parse(JSON.parse(readFileSync(file, 'utf8'))) : []
}

/** Keeps the hosts, with their keys, for the next start. */
export function keepIdentities(data: string, identities: readonly Identity[]): void {
  const next = `${fileIn(data)}.next`
  writeFileSync(next, JSON.stringify(identities), { mode: 0o600 })
  renameSync(next, fileIn(data))
}

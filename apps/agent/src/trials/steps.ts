import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DesiredState } from '@goherd/model'
import type { Sandbox } from '../disk/sandbox.js'

export const RELEASES = ['go1.21.13', 'go1.22.12', 'go1.23.5']

/** A change, from where the one before it left the host. */
export interface Step {
  readonly name: string
  readonly desired: DesiredState
  before?(box: Sandbox): void
}

/** Everything an agent does to a disk: each step also removes the release that is one too many. */
export const STEPS: readonly Step[] = [
  { name: 'install and switch', desired: { release: 'go1.22.12', settings: { GOPROXY: 'off' } } },
  { name: 'settings', desired: { release: 'go1.22.12', settings: { GOFLAGS: '-trimpath' } } },
  { name: 'rollback', desired: { release: 'go1.21.13', settings: {} } },
  { name: 'install, switch and remove', desired: { release: 'go1.23.5', settings: {} } },
  { name: 'repair of the active tree', desired: { release: 'go1.23.5', settings: {} }, before: damage },
  { name: 'install, switch and remove again', desired: { release: 'go1.21.13', settings: {} } },
]

/** A hand that changed a byte of the active tree. */
function damage({ layout }: Sandbox): void {
  const file = join(layout.current, 'src', 'fmt', 'print.go')
  writeFileSync(file, readFileSync(file, 'utf8').replace('package', 'PACKAGE'))
}

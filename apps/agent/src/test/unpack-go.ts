import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestGo } from './test-go.js'

/** Unpacks a real release, or only some of its files (`go/bin/gofmt`), as `folder/RELEASE`, in place of what is there. */
export function unpackGo(go: TestGo, release: string, folder: string, only: readonly string[] = []): void {
  const archive = go.archives[release]
  if (archive === undefined) throw new Error(`${go.folder} has no ${release} for this machine`)
  const tree = join(folder, release)
  rmSync(tree, { recursive: true, force: true })
  mkdirSync(tree, { recursive: true })
  execFileSync('tar', [
    '-xzf',
    join(go.folder, archive.filename),
    '-C',
    tree,
    '--strip-components=1',
    ...only,
  ])
}

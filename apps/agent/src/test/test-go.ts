import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ArchiveRef } from '@goherd/protocol'
import { z } from 'zod'
import { platformOf } from '../facts.js'

/** Real Go releases in the layout of the download site. */
export interface TestGo {
  readonly folder: string
  /** By release name, for this machine's platform. */
  readonly archives: Readonly<Record<string, ArchiveRef>>
}

const index = z.array(
  z.object({
    version: z.string(),
    files: z.array(
      z.object({
        filename: z.string(),
        os: z.string(),
        arch: z.string(),
        sha256: z.string(),
        size: z.number(),
        kind: z.string(),
      }),
    ),
  }),
)

/** The releases in the folder that GOHERD_TEST_GO names; undefined when it is not set: tests that need them say that they skip. */
export function testGo(): TestGo | undefined {
  const folder = process.env.GOHERD_TEST_GO
  if (folder === undefined || folder === '') return undefined
  const releases = index.parse(JSON.parse(readFileSync(join(folder, 'dl.json'), 'utf8')))
  const archives = releases.flatMap(({ version, files }) =>
    files
      .filter((f) => f.kind === 'archive' && `${f.os}/${f.arch}` === platformOf())
      .map(({ filename, sha256, size }): [string, ArchiveRef] => [version, { filename, sha256, size }]),
  )
  return { folder, archives: Object.fromEntries(archives) }
}

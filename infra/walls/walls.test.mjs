import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import config from '../../.dependency-cruiser.mjs'

/** @type {string} */
let tree
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'goherd-walls-'))
})
afterEach(() => rmSync(tree, { recursive: true, force: true }))

/**
 * The rules that a small tree breaks. Every file holds imports only.
 * @param {Record<string, string[]>} files path to what it imports
 */
async function broken(files) {
  for (const [path, imports] of Object.entries(files)) {
    mkdirSync(join(tree, dirname(path)), { recursive: true })
    const lines = imports.map(
      (target, i) => `import * as n${i} from '${target}'\nexport const x${i} = n${i}\n`,
    )
    writeFileSync(join(tree, path), lines.join('') || 'export const nothing = 0\n')
  }
  const { output } = await cruise(['.'], {
    ...config.options,
    ruleSet: { forbidden: config.forbidden },
    validate: true,
    baseDir: tree,
  })
  if (typeof output === 'string') throw new Error('no result object')
  return output.summary.violations.map((violation) => violation.rule.name)
}

describe('the walls', () => {
  it('stand in a tree that keeps to them', async () => {
    const rules = await broken({
      'packages/model/src/index.ts': ['./a.js'],
      'packages/model/src/a.ts': [],
      'packages/protocol/src/index.ts': ['../../model/dist/index.js'],
      'packages/model/dist/index.js': [],
      'apps/server/src/hosts/index.ts': ['../base/clock/index.js', '../groups/index.js'],
      'apps/server/src/groups/index.ts': ['../base/clock/index.js'],
      'apps/server/src/base/clock/index.ts': [],
    })
    expect(rules).toEqual([])
  })

  it.each([
    ['no-cycles', { 'packages/model/src/a.ts': ['./b.js'], 'packages/model/src/b.ts': ['./a.js'] }],
    ['no-unresolvable', { 'packages/model/src/a.ts': ['./gone.js'] }],
    [
      'packages-model-imports',
      { 'packages/model/src/a.ts': ['../../protocol/dist/b.js'], 'packages/protocol/dist/b.js': [] },
    ],
    [
      'packages-host-query-imports',
      { 'packages/host-query/src/a.ts': ['../../protocol/dist/b.js'], 'packages/protocol/dist/b.js': [] },
    ],
    [
      'packages-rollout-engine-imports',
      { 'packages/rollout-engine/src/a.ts': ['../../protocol/dist/b.js'], 'packages/protocol/dist/b.js': [] },
    ],
    [
      'apps-cli-imports',
      {
        'apps/cli/src/a.ts': ['../../../packages/agent-core/dist/b.js'],
        'packages/agent-core/dist/b.js': [],
      },
    ],
    [
      'apps-dashboard-imports',
      {
        'apps/dashboard/src/a.ts': ['../../../packages/rollout-engine/dist/b.js'],
        'packages/rollout-engine/dist/b.js': [],
      },
    ],
    ['pure-packages-stay-home', { 'packages/agent-core/src/a.ts': ['node:fs'] }],
    ['no-app-imported', { 'apps/cli/src/a.ts': ['../../server/src/b.js'], 'apps/server/src/b.ts': [] }],
    [
      'workspaces-by-name',
      { 'apps/server/src/a.ts': ['../../../packages/model/src/b.js'], 'packages/model/src/b.ts': [] },
    ],
    [
      'testkit-only-in-tests',
      { 'apps/agent/src/a.ts': ['../../../packages/testkit/dist/b.js'], 'packages/testkit/dist/b.js': [] },
    ],
    [
      'server-concepts-have-one-door',
      {
        'apps/server/src/hosts/a.ts': ['../groups/group.store.js'],
        'apps/server/src/groups/group.store.ts': [],
      },
    ],
    [
      'server-base-knows-no-concept',
      { 'apps/server/src/base/http/a.ts': ['../../hosts/index.js'], 'apps/server/src/hosts/index.ts': [] },
    ],
    [
      'server-base-rooms-have-one-door',
      {
        'apps/server/src/hosts/a.ts': ['../base/clock/inside.js'],
        'apps/server/src/base/clock/inside.ts': [],
      },
    ],
    [
      'prisma-in-store-view-reader-base',
      {
        'apps/server/src/hosts/pick.ts': ['../base/database/generated/client.js'],
        'apps/server/src/base/database/generated/client.ts': [],
      },
    ],
    [
      'server-testing-only-in-tests',
      { 'apps/server/src/hosts/a.ts': ['../testing/index.js'], 'apps/server/src/testing/index.ts': [] },
    ],
    [
      'dashboard-ui-knows-no-router',
      {
        'apps/dashboard/src/ui/a.tsx': ['../features/hosts/b.js'],
        'apps/dashboard/src/features/hosts/b.ts': [],
      },
    ],
    [
      'dashboard-pages-are-not-imported',
      { 'apps/dashboard/src/features/a.ts': ['../app/page.js'], 'apps/dashboard/src/app/page.tsx': [] },
    ],
  ])('%s refuses what breaks it', async (rule, files) => {
    expect(await broken(files)).toContain(rule)
  })

  it('let the demo run on simulated hosts', async () => {
    const rules = await broken({
      'apps/demo/src/a.ts': ['../../../packages/testkit/dist/b.js'],
      'packages/testkit/dist/b.js': [],
    })
    expect(rules).not.toContain('testkit-only-in-tests')
    expect(rules).not.toContain('apps-demo-imports')
  })

  it('let a test import what only tests may', async () => {
    const rules = await broken({
      'apps/agent/src/a.spec.ts': ['../../../packages/testkit/dist/b.js'],
      'packages/testkit/dist/b.js': [],
      'apps/server/src/hosts/a.test.ts': ['../testing/index.js'],
      'apps/server/src/testing/index.ts': [],
    })
    expect(rules).not.toContain('testkit-only-in-tests')
    expect(rules).not.toContain('server-testing-only-in-tests')
  })
})

import { existsSync } from 'node:fs'
import swc from 'unplugin-swc'

const root = new URL('../../', import.meta.url).pathname

/** Nest's constructor injection needs decorator metadata, which only SWC and tsc emit. */
const decorators = () =>
  swc.vite({
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2023',
    },
    module: { type: 'es6' },
  })

const workspaces = [
  ...['model', 'go-archive', 'protocol', 'host-query', 'rollout-engine', 'agent-core', 'testkit'].map(
    (name) => `packages/${name}`,
  ),
  ...['server', 'agent', 'cli', 'demo', 'dashboard'].map((name) => `apps/${name}`),
  'infra',
].filter((dir) => existsSync(`${root}${dir}`))

/** What a build server sets, `CI` or `FORCE_COLOR`, must not colour what tests read. */
const env = { NO_COLOR: '1' }

/**
 * The whole product, one file at a time: each of them starts servers, agents and browsers.
 * @param {string} name @param {string[]} include @param {string[]} exclude
 */
const endToEnd = (name, include, exclude) => ({
  root: `${root}e2e`,
  test: { name, env, include, exclude, testTimeout: 600_000, hookTimeout: 600_000, fileParallelism: false },
})
const ROLLOUTS = ['rollouts.e2e.ts']
/** Made for people to look at, by `npm run screenshots`. */
const PICTURES = ['pictures.e2e.ts']

/** For each workspace a project `unit:…` (fast, nothing outside the process) and one `integration:…` (real database, sockets, files, Go). */
const ofWorkspaces = workspaces.flatMap((dir) => {
  const name = dir.replace(/^(packages|apps)\//, '')
  const shared = {
    ...(dir === 'apps/server' ? { plugins: [decorators()], oxc: false } : {}),
    root: `${root}${dir}`,
  }
  const exclude = ['**/dist/**', '**/node_modules/**', '**/.next/**']
  // Files of one workspace share a process and its loaded modules: loading them anew for each takes longer than most tests.
  const isolate = false
  const slow = { env, isolate, testTimeout: 400_000, hookTimeout: 400_000, fileParallelism: false }
  const tests = ['**/*.test.{ts,tsx,mjs}']
  // Half of what the server's tests take: a lane of their own.
  const moves = ['rollouts', 'rollback', 'drills', 'gates', 'webhooks'].map(
    (folder) => `src/${folder}/**/*.test.ts`,
  )
  const ofServer = dir === 'apps/server'
  // One PostgreSQL for all integration tests of the server in a run.
  const database = ofServer ? { globalSetup: [`${root}apps/server/src/testing/global-setup.ts`] } : {}
  const trials = ['src/trials/**/*.test.ts', 'src/test/kill.test.ts', 'src/update/update.test.ts']
  return [
    {
      ...shared,
      test: {
        name: `unit:${name}`,
        include: ['**/*.spec.{ts,tsx,mjs}'],
        exclude,
        env,
        isolate,
        // Much runs beside them: a limit that a busy machine reaches would say nothing about the code.
        testTimeout: 60_000,
      },
    },
    {
      ...shared,
      test: {
        ...slow,
        name: `integration:${name}`,
        ...database,
        include: tests,
        exclude: [...exclude, ...(dir === 'apps/agent' ? trials : []), ...(ofServer ? moves : [])],
      },
    },
    ...(ofServer
      ? [
          {
            ...shared,
            test: { ...slow, ...database, name: `integration:${name}-moves`, include: moves, exclude },
          },
        ]
      : []),
    // What the agent survives: long, and beside everything else.
    ...(dir === 'apps/agent'
      ? [{ ...shared, test: { ...slow, name: `trials:${name}`, include: trials, exclude } }]
      : []),
  ]
})

export const projects = [
  ...ofWorkspaces,
  endToEnd('e2e', ['*.e2e.ts'], [...ROLLOUTS, ...PICTURES]),
  // Much of it is waiting for clocks.
  endToEnd('e2e-rollouts', ROLLOUTS, []),
  endToEnd('pictures', PICTURES, []),
]

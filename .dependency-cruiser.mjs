/** Who may import whom. ARCHITECTURE.md says why; the walls inside a pure package are in infra/walls/purity.mjs. */

/** Tests, and the folders with what several of them need. */
const TEST = '\\.(spec|test|e2e)\\.[a-z]+$|/src/(test(ing)?|trials)/'

/**
 * @param {string} name
 * @param {string} comment
 * @param {import('dependency-cruiser').IRegularForbiddenRuleType['from']} from
 * @param {import('dependency-cruiser').IRegularForbiddenRuleType['to']} to
 * @returns {import('dependency-cruiser').IRegularForbiddenRuleType}
 */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** A package that may import only the listed workspaces, besides itself. @param {string} folder @param {string[]} allowed */
const onlyImports = (folder, allowed) =>
  forbid(
    `${folder.replace('/', '-')}-imports`,
    `${folder} may import ${allowed.join(', ') || 'no other workspace'}`,
    { path: `^${folder}/`, pathNot: TEST },
    { path: '^(packages|apps|infra|e2e)/', pathNot: [folder, ...allowed].map((path) => `^${path}/`) },
  )

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-cycles', 'a cycle has no first part to understand', {}, { circular: true }),
    forbid('no-unresolvable', 'an import that leads nowhere', {}, { couldNotResolve: true }),
    forbid(
      'no-undeclared',
      'a package that the workspace does not declare is there by accident',
      { path: '^(packages|apps)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'no-dev-in-product',
      'what ships needs its dependencies declared as such',
      { path: '^(packages|apps)/[^/]+/src/', pathNot: TEST },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),

    onlyImports('packages/model', []),
    onlyImports('packages/go-archive', []),
    onlyImports('packages/protocol', ['packages/model']),
    onlyImports('packages/host-query', ['packages/model']),
    onlyImports('packages/rollout-engine', ['packages/model']),
    onlyImports('packages/agent-core', ['packages/model', 'packages/protocol']),
    onlyImports('packages/testkit', [
      'packages/model',
      'packages/go-archive',
      'packages/protocol',
      'packages/agent-core',
    ]),
    onlyImports('apps/agent', [
      'packages/model',
      'packages/go-archive',
      'packages/protocol',
      'packages/agent-core',
    ]),
    onlyImports('apps/server', [
      'packages/model',
      'packages/go-archive',
      'packages/protocol',
      'packages/host-query',
      'packages/rollout-engine',
    ]),
    onlyImports('apps/dashboard', ['packages/model', 'packages/protocol', 'packages/host-query']),
    onlyImports('apps/cli', ['packages/model', 'packages/protocol', 'packages/host-query']),
    onlyImports('apps/demo', ['packages/model', 'packages/protocol', 'packages/testkit']),
    forbid(
      'pure-packages-stay-home',
      'a pure package reaches nothing of the machine',
      {
        path: '^packages/(model|go-archive|protocol|host-query|rollout-engine|agent-core)/src/',
        pathNot: TEST,
      },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'pure-packages-need-nothing',
      'zod in the protocol is the one dependency of the pure packages',
      { path: '^packages/(model|go-archive|host-query|rollout-engine|agent-core)/src/', pathNot: TEST },
      { path: '^node_modules/' },
    ),
    forbid(
      'no-app-imported',
      'an app is a client of packages and of its own wire, never a library',
      { path: '^(packages|apps)/([^/]+)/', pathNot: TEST },
      { path: '^apps/', pathNot: '^$1/$2/' },
    ),
    forbid(
      'testkit-only-in-tests',
      'simulated fleets have no place in the product; the demo is one',
      { path: '^(packages|apps)/', pathNot: [TEST, '^packages/testkit/', '^apps/demo/'] },
      { path: '^packages/testkit/' },
    ),
    forbid(
      'workspaces-by-name',
      'another workspace is reached through its package name, which is its only door',
      { path: '^(packages|apps)/([^/]+)/' },
      { path: '^(packages|apps)/([^/]+)/(src|lib)/', pathNot: '^$1/$2/' },
    ),

    forbid(
      'server-concepts-have-one-door',
      'a concept of the server is reached only through its index.ts',
      { path: '^apps/server/src/([^/]+)/' },
      {
        path: '^apps/server/src/(?!base/|testing/)[^/]+/',
        pathNot: ['^apps/server/src/$1/', '^apps/server/src/[^/]+/index\\.ts$'],
      },
    ),
    forbid(
      'server-base-knows-no-concept',
      'infrastructure imports no concept',
      { path: '^apps/server/src/base/', pathNot: TEST },
      { path: '^apps/server/src/', pathNot: '^apps/server/src/base/' },
    ),
    forbid(
      'server-base-rooms-have-one-door',
      'a room of base is reached only through its index.ts',
      { path: '^apps/server/src/(?:base/)?([^/]+)/', pathNot: TEST },
      {
        path: '^apps/server/src/base/[^/]+/',
        pathNot: ['^apps/server/src/base/$1/', '^apps/server/src/base/[^/]+/index\\.ts$'],
      },
    ),
    forbid(
      'prisma-in-store-view-reader-base',
      'the generated client is used where the database is read or written, and nowhere else',
      {
        path: '^apps/server/src/',
        pathNot: [TEST, '\\.(store|view|reader)\\.ts$', '^apps/server/src/base/'],
      },
      { path: ['^apps/server/src/base/database/generated/', '^node_modules/(@prisma|\\.prisma)/'] },
    ),
    forbid(
      'server-testing-only-in-tests',
      'the test server is no part of the server',
      { path: '^apps/server/src/', pathNot: TEST },
      { path: '^apps/server/src/testing/' },
    ),

    forbid(
      'dashboard-ui-knows-no-router',
      'parts in ui/ work on any page and in a test: no router, no feature, no request of their own',
      { path: '^apps/dashboard/src/ui/', pathNot: TEST },
      {
        path: [
          '^node_modules/(next|nuqs)/',
          '^apps/dashboard/src/(app|features|live)/',
          '^apps/dashboard/src/api/(?!problem-error)',
        ],
        pathNot: '^node_modules/next/types',
      },
    ),
    forbid(
      'dashboard-pages-are-not-imported',
      'app/ holds routes only; what two of them need lives in features/ or ui/',
      { path: '^apps/dashboard/src/(?!app/)' },
      { path: '^apps/dashboard/src/app/' },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '(^|/)dist/', '(^|/)\\.next/', '/base/database/generated/'] },
    exclude: { path: ['(^|/)\\.next/', '^apps/[^/]+/dist/', 'next-env\\.d\\.ts$'] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.json'],
    },
  },
}

import ts from 'typescript'

/**
 * A use of the outside world in a package that shall have none.
 * @typedef {{ line: number, what: string, why: string }} Impurity
 */

const TIME = 'time is an input of a pure package'
const CHANCE = 'randomness is an input of a pure package'
const WORLD = 'a pure package reaches nothing outside itself'
const ASYNC = 'a pure package is synchronous: whoever calls it waits, not it'

/** Names of globals, and why they are refused when they are read. @type {ReadonlyMap<string, string>} */
const GLOBALS = new Map([
  ...['performance', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval'].map(
    (name) => /** @type {const} */ ([name, TIME]),
  ),
  ...['crypto', 'Crypto'].map((name) => /** @type {const} */ ([name, CHANCE])),
  ...[
    'process',
    'fetch',
    'console',
    'globalThis',
    'window',
    'document',
    'require',
    'WebSocket',
    'XMLHttpRequest',
    'Buffer',
  ].map((name) => /** @type {const} */ ([name, WORLD])),
  ...['Promise', 'queueMicrotask'].map((name) => /** @type {const} */ ([name, ASYNC])),
])

/**
 * Finds every use of clocks, randomness, I/O and asynchrony in one source file, by its syntax.
 * @param {string} text TypeScript
 * @param {string} [file] name, for its extension
 * @returns {Impurity[]}
 */
export function findImpurities(text, file = 'source.ts') {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const declared = declaredNames(source)
  /** @type {Impurity[]} */
  const found = []
  const visit = (/** @type {ts.Node} */ node) => {
    const impurity = judge(node, declared)
    if (impurity)
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, ...impurity })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** @param {ts.Node} node @param {ReadonlySet<string>} declared @returns {{ what: string, why: string } | undefined} */
function judge(node, declared) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return judgeModule(node.moduleSpecifier)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return { what: 'import()', why: ASYNC }
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return { what: 'async', why: ASYNC }
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))
    return { what: 'await', why: ASYNC }
  if (ts.isPropertyAccessExpression(node)) return judgeMember(node)
  if (ts.isNewExpression(node) && isName(node.expression, 'Date') && !node.arguments?.length)
    return { what: 'new Date()', why: TIME }
  if (ts.isCallExpression(node) && isName(node.expression, 'Date')) return { what: 'Date()', why: TIME }
  if (ts.isIdentifier(node) && !declared.has(node.text) && isReadOfGlobal(node)) {
    const why = GLOBALS.get(node.text)
    return why ? { what: node.text, why } : undefined
  }
  return undefined
}

/** @param {ts.Expression | undefined} specifier */
function judgeModule(specifier) {
  if (!specifier || !ts.isStringLiteral(specifier)) return undefined
  return specifier.text.startsWith('node:') ? { what: `import of ${specifier.text}`, why: WORLD } : undefined
}

/** @param {ts.PropertyAccessExpression} node */
function judgeMember(node) {
  if (isName(node.expression, 'Date') && node.name.text === 'now') return { what: 'Date.now', why: TIME }
  if (isName(node.expression, 'Math') && node.name.text === 'random')
    return { what: 'Math.random', why: CHANCE }
  return undefined
}

/** @param {ts.Node} node @param {string} name */
const isName = (node, name) => ts.isIdentifier(node) && node.text === name

/** True where an identifier stands for a value or type, not for a member's or property's name. @param {ts.Identifier} node */
function isReadOfGlobal(node) {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false
  const named =
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent)
  return !(named && parent.name === node)
}

/** Names that the file gives a meaning of its own, such as a parameter `process`. @param {ts.SourceFile} source */
function declaredNames(source) {
  /** @type {Set<string>} */
  const names = new Set()
  const visit = (/** @type {ts.Node} */ node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isBindingElement(node)
    if (declares && node.name && ts.isIdentifier(node.name)) names.add(node.name.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

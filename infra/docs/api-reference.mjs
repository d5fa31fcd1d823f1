import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { z } from 'zod'

/**
 * A route as its controller declares it. `needs`: the least role, or who is not asked for one.
 * @typedef {{ tag: string, method: string, path: string, needs: string, says: string, query?: string, body?: string, answer?: string }} Route
 */

const METHODS = ['Get', 'Post', 'Put', 'Patch', 'Delete']
const HEAD = `# API

Everything that the dashboard and the command line do goes through these routes. They take and answer JSON; a person's session cookie or
\`authorization: Bearer goh_…\` says who asks. What is not 2xx has the body \`{ error: { code, message, hint, cause?, issues? } }\`: the code is
for programs, the hint says what to do. The shapes in full are at \`/api/docs\` on a running server. Written by \`npm run docs\` from the
server's own code.
`

/**
 * The reference of every route, as markdown.
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function apiReference(root) {
  const { ACTIONS } = await import(join(root, 'packages/model/dist/index.js'))
  const shapes = await import(join(root, 'packages/protocol/dist/index.js'))
  const folder = join(root, 'apps/server/src')
  const routes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.controller.ts'))
    .flatMap((file) => routesOf(readFileSync(join(folder, file), 'utf8'), { ACTIONS, shapes }))
  return `${HEAD}${sections(routes)}`
}

/**
 * The routes of one controller's source.
 * @param {string} source
 * @param {{ ACTIONS: Record<string, string>, shapes: Record<string, unknown> }} known
 * @returns {Route[]}
 */
export function routesOf(source, { ACTIONS, shapes }) {
  const file = ts.createSourceFile('controller.ts', source, ts.ScriptTarget.Latest, true)
  return file.statements.filter(ts.isClassDeclaration).flatMap((controller) => {
    const base = textOf(decorator(controller, 'Controller')?.arguments[0])
    if (base === undefined) return []
    const tag = textOf(decorator(controller, 'ApiTags')?.arguments[0]) ?? 'other'
    return controller.members.filter(ts.isMethodDeclaration).flatMap((member) => {
      const method = METHODS.find((name) => decorator(member, name))
      if (method === undefined) return []
      const own = textOf(decorator(member, method)?.arguments[0]) ?? ''
      // What stands over the method counts, else what stands over the class.
      const at = [member, controller].find((node) => decorator(node, 'Allow') ?? decorator(node, 'Open'))
      const allow = at && decorator(at, 'Allow')
      const open = at && textOf(decorator(at, 'Open')?.arguments[0])
      const answer = property(decorator(member, 'ApiResponse')?.arguments[0], 'standardSchema')
      return [
        {
          tag,
          method: method.toUpperCase(),
          path: `/${[base, own].filter((part) => part !== '').join('/')}`,
          needs: allow === undefined ? `open: ${open}` : leastRole(allow.arguments.map(textOf), ACTIONS),
          says: comment(member),
          ...given('query', shapeOf(parameter(member, 'Query'), shapes)),
          ...given('body', shapeOf(parameter(member, 'Body'), shapes)),
          ...given('answer', shapeOf(answer, shapes)),
        },
      ]
    })
  })
}

/** @param {Route[]} routes */
function sections(routes) {
  const tags = [...new Set(routes.map(({ tag }) => tag))].sort()
  return tags
    .map((tag) => {
      const own = routes
        .filter((route) => route.tag === tag)
        .toSorted((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method))
      return `\n## ${tag[0]?.toUpperCase()}${tag.slice(1)}\n${own.map(section).join('')}`
    })
    .join('')
}

/** @param {Route} route */
function section({ method, path, needs, says, query, body, answer }) {
  const lines = [
    `- who: ${needs}`,
    ...(query === undefined ? [] : [`- query: \`${query}\``]),
    ...(body === undefined ? [] : [`- body: \`${body}\``]),
    ...(answer === undefined ? [] : [`- answers: \`${answer}\``]),
  ]
  return `\n### \`${method} ${path}\`\n\n${says === '' ? '' : `${says}\n\n`}${lines.join('\n')}\n`
}

/** The least role that may do one of these; a list that stands elsewhere is of what operators do. @param {(string | undefined)[]} needs @param {Record<string, string>} actions */
function leastRole(needs, actions) {
  const roles = needs.map((need) => (need === undefined ? undefined : (actions[need] ?? need)))
  return ['viewer', 'operator', 'admin'].find((role) => roles.includes(role)) ?? 'operator'
}

/** @param {ts.HasDecorators} node @param {string} name @returns {ts.CallExpression | undefined} */
function decorator(node, name) {
  return (ts.getDecorators(node) ?? [])
    .map(({ expression }) => expression)
    .filter(ts.isCallExpression)
    .find(({ expression }) => expression.getText() === name)
}

/** The schema of a parameter: `@Body({ schema: x })`. @param {ts.MethodDeclaration} member @param {string} name */
function parameter(member, name) {
  const found = member.parameters.flatMap((one) => decorator(one, name) ?? [])[0]
  return property(found?.arguments[0], 'schema')
}

/** The name that stands for a property of an object. @param {ts.Node | undefined} node @param {string} name */
function property(node, name) {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined
  const found = node.properties.find((one) => one.name?.getText() === name)
  return found && ts.isPropertyAssignment(found) ? found.initializer.getText() : undefined
}

/** @param {ts.Node | undefined} node @returns {string | undefined} */
function textOf(node) {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined
}

/** What stands over a method, without what is for readers of the code alone. @param {ts.Node} node */
function comment(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node)
  const text = doc && typeof doc.comment === 'string' ? doc.comment : ''
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ?For (the|its|their)( other)? refusals,? see [^.]*\./g, '')
    .trim()
}

/** A schema of the protocol in one line: its fields, `?` where one may be left out. @param {string | undefined} name @param {Record<string, unknown>} shapes */
function shapeOf(name, shapes) {
  const schema = name === undefined ? undefined : shapes[name]
  if (!(schema instanceof z.ZodType)) return undefined
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (json.properties === undefined) return undefined
  const required = new Set(json.required)
  const fields = Object.keys(json.properties).map((field) => (required.has(field) ? field : `${field}?`))
  return `{ ${fields.join(', ')} }`
}

/** @param {string} name @param {string | undefined} value */
function given(name, value) {
  return value === undefined ? {} : { [name]: value }
}

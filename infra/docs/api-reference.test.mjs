import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { root } from '../setup/root.mjs'
import { apiReference, routesOf } from './api-reference.mjs'

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), 'utf8')

it('docs/api.md is as the server is; npm run docs makes it so', async () => {
  expect(await apiReference(root)).toBe(read('docs/api.md'))
})

it('docs/api.md has every route that the server is known to have, with the role that it was seen to need', () => {
  const page = read('docs/api.md')
  const rules = [
    ...read('apps/server/src/access/routes.test.ts').matchAll(/^ {2}'(\w+ \/api\/\S+)': (\w+),/gm),
  ]
  expect(rules.length).toBeGreaterThan(60)
  for (const [, route = '', rule = ''] of rules) {
    // The pages of the description itself, and those that better-auth brings.
    if (/\/api\/(docs|auth)/.test(route)) continue
    const role = rule.replace('Body', '')
    const [, section = ''] = page.split(`### \`${route}\`\n`)
    expect(/- who: (\w+)/.exec(section)?.[1], route).toBe(role)
  }
})

describe('the routes of a controller', () => {
  const known = {
    ACTIONS: { 'goat.move': 'operator' },
    shapes: { goat: z.object({ name: z.string(), age: z.number().optional() }), notOne: 7 },
  }
  /** @param {string} members @param {string} [above] */
  const routes = (members, above = '') =>
    routesOf(`${above}@Controller('api/goats') export class Goats {\n${members}\n}`, known)

  it('have method, path, role, comment and shapes', () => {
    const source = `
      /** Moves a goat. For the refusals see GoatMover. 404 \`goat_unknown\`. */
      @Post(':name/move') @Allow('goat.move') @ApiResponse({ status: 200, standardSchema: goat })
      move(@Param({ schema: byName }) { name }: ByName, @Body({ schema: goat }) body: Goat) {}`
    expect(routes(source, "@ApiTags('goats')")).toEqual([
      {
        ...{ tag: 'goats', method: 'POST', path: '/api/goats/:name/move', needs: 'operator' },
        ...{ says: 'Moves a goat. 404 `goat_unknown`.', body: '{ name, age? }', answer: '{ name, age? }' },
      },
    ])
  })

  it('may be open, with the reason, or have the role of their class', () => {
    const [open] = routes("@Get() @Open('goats are public') list() {}", "@Allow('admin')")
    expect(open?.needs).toBe('open: goats are public')
    expect(routes("@Get() @Open('goats are public') list() {}")[0]?.needs).toBe('open: goats are public')
    expect(routes('@Get() list() {}', "@Allow('viewer')")[0]?.needs).toBe('viewer')
  })

  it('are only those of methods that are routes, and only shapes that are known', () => {
    expect(routes('list() {}')).toEqual([])
    expect(
      routes("@Get() @Allow('viewer') list(@Query({ schema: notOne }) query: X) {}")[0],
    ).not.toHaveProperty('query')
  })
})

import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cliReference, leavesOf, MARKERS, withReference } from './cli-reference.js'
import { describeShape, jsonSchemaOf } from './describe-shape.js'
import { JSON_SHAPES } from './json-shapes.js'
import { referenceOfProgram } from './of-program.js'

const PAGE = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8')

it('docs/cli.md is as the program is; npm run docs makes it so', () => {
  expect(withReference(PAGE, referenceOfProgram())).toBe(PAGE)
})

describe('the reference', () => {
  const program = new Command('goherd').option('--json', 'as JSON')
  program
    .command('herd')
    .description('all of them')
    .argument('<name>', 'which | one')
    .option('-f, --force <how>', 'go <on>')
    .addHelpText('after', '\nExamples:\n  $ goherd herd x\n')
  program.command('__complete', { hidden: true }).description('not for people')
  const text = cliReference(program)

  it('has usage, arguments, options and examples of each command, escaped for a table', () => {
    expect(text).toContain('### `goherd herd <name>`\n\nAll of them.\n')
    expect(text).toContain('- `name`: which \\| one')
    expect(text).toContain('| `-f, --force <how>` | go &lt;on> |')
    expect(text).toContain('```\ngoherd herd x\n```')
  })

  it('leaves out what only machines ask', () => {
    expect(text).not.toContain('__complete')
    expect(leavesOf(program).map(({ path }) => path)).toEqual(['herd'])
  })

  it('names every exit code', () => {
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 124, 130]) expect(text).toContain(`| ${code} |`)
  })

  it('cannot be put into a page without its marks', () => {
    expect(() => withReference('a page', 'x')).toThrow(MARKERS.begin)
    const page = `a\n${MARKERS.begin}\nold\n${MARKERS.end}\nz\n`
    expect(withReference(page, 'new')).toBe(`a\n${MARKERS.begin}\n\nnew\n\n${MARKERS.end}\nz\n`)
    expect(withReference(withReference(page, 'new'), 'new')).toBe(withReference(page, 'new'))
  })
})

describe('a shape in one line', () => {
  it.each([
    [z.object({ a: z.string(), b: z.number().optional() }), '{ a, b? }'],
    [z.array(z.object({ a: z.string().nullable() })), '[{ a: string | null }]'],
    [z.object({ k: z.enum(['x', 'y']) }), '{ k: "x" | "y" }'],
    [z.object({ m: z.record(z.string(), z.string()) }), '{ m: { [name]: … } }'],
    [z.object({ a: z.object({ b: z.object({ c: z.string() }) }) }), '{ a: { b: {…} } }'],
    [z.object({ t: z.literal(true) }), '{ t }'],
  ])('%#: %s', (schema, text) => {
    expect(describeShape({ schema })).toBe(text)
  })

  it('every shape can be said as JSON Schema', () => {
    for (const [name, shape] of Object.entries(JSON_SHAPES)) {
      expect(jsonSchemaOf(shape), name).toHaveProperty('$schema')
      expect(describeShape(shape), name).toMatch(/^[[{]|\|/)
    }
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FIELDS } from './fields.js'
import { parseHostQuery } from './parse.js'

const page = readFileSync(new URL('../../../docs/query.md', import.meta.url), 'utf8')
const [, conditions = '', fields = ''] = page.split(/^## /m)
const queriesOf = (row: string) =>
  [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)

describe('docs/query.md', () => {
  it.each(
    conditions
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap(queriesOf),
  )('%s is a query', (text) => {
    expect(parseHostQuery(text)).toMatchObject({ ok: true })
  })

  it.each(Object.entries(FIELDS))(
    'has the field %s with its example, which is a query',
    (name, { says, example }) => {
      const written = name === 'label' ? 'label.KEY' : name
      expect(fields).toContain(`| \`${written}\` | ${says} | \`${example}\` |`)
      expect(parseHostQuery(example)).toMatchObject({ ok: true })
    },
  )
})

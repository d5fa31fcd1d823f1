import type { Command } from 'commander'
import { EXIT_CODES } from '../exit-codes.js'
import { describeShape } from './describe-shape.js'
import { JSON_SHAPES } from './json-shapes.js'

/** Between these two lines of docs/cli.md the reference stands; whatever is there is written anew. */
export const MARKERS = {
  begin: '<!-- generated from the program by npm run docs: begin -->',
  end: '<!-- generated from the program by npm run docs: end -->',
} as const

/** A leaf of the command line with its words: `rollout watch`. */
export interface Leaf {
  readonly path: string
  readonly command: Command
}

/** Every command that does something, in the order of the help; those that only machines ask are left out. */
export function leavesOf(command: Command, path: readonly string[] = []): Leaf[] {
  const verbs = command.commands.filter((each) => !each.name().startsWith('_'))
  const below = verbs.flatMap((each) => leavesOf(each, [...path, each.name()]))
  const isLeaf = verbs.length === 0 || command.name() === 'rollback'
  return isLeaf ? [{ path: path.join(' '), command }, ...below] : below
}

/** The reference of all commands as Markdown. Pure: the same program gives the same text. */
export function cliReference(program: Command): string {
  const common = ['### Options of every command', '', ...optionLines(program)]
  return [...common, '', ...exitLines(), '', ...leavesOf(program).flatMap(sectionOf)].join('\n').trimEnd()
}

/** A page with the reference in place of what stands between the markers. Throws when they are not there. */
export function withReference(page: string, reference: string): string {
  const begin = page.indexOf(MARKERS.begin)
  const end = page.indexOf(MARKERS.end)
  if (begin < 0 || end < begin) throw new Error(`the page has no ${MARKERS.begin} and ${MARKERS.end}`)
  return `${page.slice(0, begin + MARKERS.begin.length)}\n\n${reference}\n\n${page.slice(end)}`
}

function exitLines(): string[] {
  const rows = Object.entries(EXIT_CODES).map(([name, code]) => `| ${code} | ${name} |`)
  return ['### Exit codes of the program', '', '| code | name |', '|---|---|', ...rows]
}

function sectionOf({ path, command }: Leaf): string[] {
  const usage = [command.usage().replace('[options] ', '').replace('[options]', '').replace('[command]', '')]
    .map((text) => text.trim())
    .filter((text) => text !== '')
  return [
    `### \`goherd ${[path, ...usage].join(' ')}\``,
    '',
    `${sentence(command.description())}`,
    '',
    ...argumentLines(command),
    ...(command.options.length > 0 ? [...optionLines(command), ''] : []),
    ...exampleLines(command),
    ...shapeLines(path),
  ]
}

function sentence(text: string): string {
  const [first = '', ...rest] = text
  return markdown(`${first.toUpperCase()}${rest.join('')}${text.endsWith('.') ? '' : '.'}`)
}

function argumentLines(command: Command): string[] {
  const described = command.registeredArguments.filter(({ description }) => description !== '')
  if (described.length === 0) return []
  return [...described.map((each) => `- \`${each.name()}\`: ${markdown(each.description)}`), '']
}

function optionLines(command: Command): string[] {
  const rows = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ flags, description, argChoices, mandatory }) => {
      const notes = [...(mandatory ? ['needed'] : []), ...(argChoices ?? []).map((each) => `\`${each}\``)]
      return `| \`${flags.replaceAll('|', '\\|')}\` | ${markdown(description)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''} |`
    })
  return ['| option | |', '|---|---|', ...rows]
}

function exampleLines(command: Command): string[] {
  let help = ''
  command.configureOutput({ ...command.configureOutput(), writeOut: (text) => (help += text) })
  command.outputHelp()
  const examples = help
    .split('\n')
    .filter((line) => line.startsWith('  $ '))
    .map((line) => line.slice(4))
  return examples.length === 0 ? [] : ['```', ...examples, '```', '']
}

function shapeLines(path: string): string[] {
  const shapes = Object.entries(JSON_SHAPES).filter(
    ([name]) =>
      name === path || (name.startsWith(`${path} --`) && !name.slice(path.length + 3).includes(' ')),
  )
  if (shapes.length === 0) return []
  const [first] = shapes
  const rows = shapes.map(([name, shape], n) => {
    const how = shape.isStream ? 'prints on each line' : 'prints'
    const what = n > 0 && first?.[1].schema === shape.schema ? 'the same' : `\`${describeShape(shape)}\``
    return `\`goherd ${name} --json\` ${how} ${what}`
  })
  return rows.flatMap((row) => [row, ''])
}

function markdown(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

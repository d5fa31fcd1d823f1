import type { Command, Option } from 'commander'

/** Names that only the server, or the file of contexts, knows. */
export const NAME_KINDS = [
  'hosts',
  'groups',
  'releases',
  'rollouts',
  'rollbacks',
  'contexts',
  'webhooks',
] as const
export type NameKind = (typeof NAME_KINDS)[number]

/** A word that may come next; what it does is shown by shells that can. */
export interface Candidate {
  readonly word: string
  readonly description: string
}

/** What may come next: words that are known here, names that have to be looked up, a query of hosts, or a file. */
export type Completion =
  | { readonly kind: 'words'; readonly words: readonly Candidate[] }
  | { readonly kind: 'names'; readonly of: NameKind }
  | { readonly kind: 'query' }
  | { readonly kind: 'files' }

const NOTHING: Completion = { kind: 'words', words: [] }

/** Names that options take, wherever the option occurs. */
const OPTION_NAMES: Readonly<Record<string, NameKind | 'query' | 'files'>> = {
  '--group': 'groups',
  '--go': 'releases',
  '--context': 'contexts',
  '--explain': 'hosts',
  '--query': 'query',
  '--file': 'files',
  '--output': 'files',
}

/** Values that options take that the parser leaves to the server. */
const OPTION_VALUES: Readonly<Record<string, readonly string[]>> = {
  '--state': ['in-sync', 'updating', 'drifted', 'failed', 'offline', 'unmanaged'],
  '--outcome': ['done', 'refused', 'failed'],
  '--toolchain': ['local', 'path', 'auto'],
  '--drift': ['report', 'correct', 'default'],
  '--on-failure': ['pause', 'revert-stage', 'revert-all'],
  '--to': ['last-good'],
}

/** Names that commands take, by the first words of the command. */
const ARGUMENT_NAMES: readonly (readonly [RegExp, NameKind])[] = [
  [/^hosts (?!ls)/, 'hosts'],
  [/^groups (?!ls)/, 'groups'],
  [/^releases (recall|lift)$/, 'releases'],
  [/^rollout (?!ls|plan|start)/, 'rollouts'],
  [/^rollback (get|certificate)$/, 'rollbacks'],
  [/^contexts (use|rm|rename)$/, 'contexts'],
  [/^webhooks (?!ls|add)/, 'webhooks'],
]

/** How far a line has been typed, as the parser would understand it. */
interface Typed {
  readonly command: Command
  readonly path: string
  /** The option that waits for its value. */
  readonly pending: Option | undefined
  readonly operands: number
  readonly afterDashes: boolean
}

/** What may come in place of the last word, from the commands and options there are. `words` are those after `goherd`. Pure. */
export function complete(program: Command, words: readonly string[]): Completion {
  const current = words.at(-1) ?? ''
  const typed = read(program, words.slice(0, -1))
  if (typed.pending !== undefined) return valuesOf(typed.pending)
  if (current.startsWith('-') && !typed.afterDashes) return optionsOf(program, typed.command)
  const verbs = typed.operands === 0 ? verbsOf(typed.command) : []
  if (verbs.length > 0) return { kind: 'words', words: verbs }
  return argumentsOf(typed)
}

function read(program: Command, words: readonly string[]): Typed {
  let typed: Typed = { command: program, path: '', pending: undefined, operands: 0, afterDashes: false }
  for (const word of words) typed = next(program, typed, word)
  return typed
}

function next(program: Command, typed: Typed, word: string): Typed {
  const { command, path, pending, operands, afterDashes } = typed
  if (pending !== undefined) return { ...typed, pending: undefined }
  if (word === '--') return { ...typed, afterDashes: true }
  if (word.startsWith('-') && !afterDashes) {
    const option = [...command.options, ...program.options].find(
      ({ short, long }) => short === word || long === word,
    )
    const waits = option !== undefined && (option.required || option.optional)
    return waits ? { ...typed, pending: option } : typed
  }
  const verb = operands === 0 ? command.commands.find((each) => each.name() === word) : undefined
  if (verb === undefined) return { ...typed, operands: operands + 1 }
  return { ...typed, command: verb, path: path === '' ? word : `${path} ${word}` }
}

function valuesOf(option: Option): Completion {
  const name = option.long ?? ''
  const of = OPTION_NAMES[name]
  if (of === 'files' || of === 'query') return { kind: of }
  if (of !== undefined) return { kind: 'names', of }
  return plain(option.argChoices ?? OPTION_VALUES[name] ?? [])
}

function optionsOf(program: Command, command: Command): Completion {
  const all = command === program ? program.options : [...command.options, ...program.options]
  const shown = all.filter(({ hidden, long }) => !hidden && long !== undefined)
  const words = shown.map(({ long, description }) => ({ word: long ?? '', description }))
  return { kind: 'words', words: [...words, { word: '--help', description: 'what it does, with examples' }] }
}

/** The commands below one that people may type. */
export function verbsOf(command: Command): Candidate[] {
  return command.commands
    .filter((each) => !each.name().startsWith('_'))
    .map((each) => ({ word: each.name(), description: each.description() }))
}

function argumentsOf({ command, path, operands }: Typed): Completion {
  const declared = command.registeredArguments
  const argument = declared[operands] ?? (declared.at(-1)?.variadic === true ? declared.at(-1) : undefined)
  if (argument === undefined) return NOTHING
  if (argument.argChoices !== undefined) return plain(argument.argChoices)
  const of = ARGUMENT_NAMES.find(([pattern]) => pattern.test(path))?.[1]
  return of === undefined || (operands > 0 && !argument.variadic) ? NOTHING : { kind: 'names', of }
}

function plain(words: readonly string[]): Completion {
  return { kind: 'words', words: words.map((word) => ({ word, description: '' })) }
}

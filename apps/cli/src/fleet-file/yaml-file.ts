import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { usageFailure } from '../cli-failure.js'
import type { Invocation } from '../invocation.js'
import type { YamlFile } from './read-yaml.js'

/** The file that `-f` names; `-` is what comes in on stdin. Throws a usage failure when there is none, or it cannot be read. */
export async function yamlFile({ options: { file }, stdin }: Invocation): Promise<YamlFile> {
  if (typeof file !== 'string') throw usageFailure('it is not said which file', 'Give -f fleet.yaml.')
  if (file === '-') return { text: await textOf(stdin), name: 'stdin' }
  try {
    return { text: await readFile(file, 'utf8'), name: file }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw usageFailure(`${file} cannot be read: ${why}`, 'Give -f the path of a file, such as -f fleet.yaml.')
  }
}

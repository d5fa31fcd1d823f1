import { writeFile } from 'node:fs/promises'
import { signedCertificate } from '@goherd/protocol'
import { route } from '../api-client.js'
import { CliFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'

/** Who took what back when, and what each host proved: signed, to be kept. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [id = ''] = invocation.args
  const { output: file } = invocation.options
  return withApi(invocation, async (api) => {
    const signed = await api.get(route`/api/rollbacks/${id}/certificate`, signedCertificate)
    const text = `${JSON.stringify(signed, null, 2)}\n`
    if (typeof file === 'string') {
      await write(file, text)
      invocation.output.note(`Written to ${file}.`)
    } else invocation.output.data(signed, () => text)
    return 'ok'
  })
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    throw new CliFailure({
      code: 'file_not_written',
      message: `${file} cannot be written`,
      cause: cause instanceof Error ? cause.message : String(cause),
      hint: 'Give -o another path, or leave it out and redirect what is printed.',
    })
  }
}

import { AgentError } from '../disk/agent-error.js'

/** What a `.sha256` file may have at most, in bytes: the digest, or a line of sha256sum. */
export const MAX_DIGEST_FILE = 4096

/** The digest in a `.sha256` file: 64 hex digits alone, or a line of sha256sum for this very file. Throws `digest_malformed`. */
export function parseDigestFile(text: string, filename: string, where: string): string {
  const [line = '', ...more] = text.trim().split('\n')
  const match = /^([0-9a-fA-F]{64})(?:\s+\*?(\S+))?$/.exec(line.trim())
  const named = match?.[2]?.split('/').at(-1)
  if (match?.[1] !== undefined && more.length === 0 && (named === undefined || named === filename))
    return match[1].toLowerCase()
  const what = /^\s*</.test(text) ? 'a web page' : 'something else'
  throw new AgentError({
    code: 'digest_malformed',
    message: `${where} holds ${what} where the SHA-256 of ${filename} was asked for`,
    hint: 'The official site has digests in its index only. Choose a source with an index, or put 64 hex digits into that file.',
  })
}

import { AgentError } from './agent-error.js'
import type { ArchiveSource, OpenedArchive } from './archive-source.js'
import { askHttp, type HttpAnswer, shownAddress } from './http-get.js'

/** Where an archive is served, and the ETag under which its first part was fetched, when that is known. */
export interface HttpSourceOptions {
  readonly url: string
  readonly etag?: string | undefined
}

/**
 * An archive behind HTTP. One attempt for each `open`; Range with If-Range to go on after an interruption. Refuses HTML pages,
 * errors and ranges that do not fit: codes `http_*`, `proxy_*` and those of errno.ts.
 */
export function httpSource({ url, etag }: HttpSourceOptions): ArchiveSource {
  return {
    spec: { kind: 'http', url, ...(etag === undefined ? {} : { etag }) },
    async open(from, signal) {
      const answer = await askHttp({ url, headers: headersFor(from, etag), signal })
      try {
        return { status: readStatus(answer, url, from), body: answer.body }
      } catch (cause) {
        answer.close()
        throw cause
      }
    },
  }
}

function headersFor(from: number, etag: string | undefined): Record<string, string> {
  return {
    accept: 'application/octet-stream, application/gzip, */*;q=0.1',
    ...(from > 0 ? { range: `bytes=${from}-`, ...(etag === undefined ? {} : { 'if-range': etag }) } : {}),
  }
}

/** Whether all of it comes or the rest that was asked for. */
function readStatus(answer: HttpAnswer, url: string, from: number): OpenedArchive['status'] {
  if (answer.status === 200) return 'whole'
  const found = answer.header('content-range')
  const range = /^bytes (\d+)-/.exec(found ?? '')
  if (range && Number(range[1]) === from) return 'rest'
  throw new AgentError({
    code: 'http_bad_range',
    message: `${shownAddress(url)} answered another part than was asked for: ${found}`,
    hint: 'A proxy between this host and the source mishandles ranges. Let the agent reach the source directly.',
  })
}

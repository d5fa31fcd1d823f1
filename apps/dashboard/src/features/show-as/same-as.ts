import { shellLine } from './shell-words'

/** A request to the API, its path below `/api`. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** The path as the API describes it: `/hosts/{name}`. */
  readonly pattern: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** One thing that a page shows or is about to do, as a command and as a request. */
export interface SameAs {
  readonly says: string
  /** The words after `goherd`; left out where the command line has no such thing. */
  readonly cli?: readonly string[]
  readonly api: ApiCall
}

/** A command as it is typed. */
export function commandLine(cli: readonly string[]): string {
  return shellLine(['goherd', ...cli])
}

/** The request as curl makes it, with the API token from the shell's environment. `origin` is the server's. */
export function curlLine({ method, path, body }: ApiCall, origin: string): string {
  const words = [
    'curl -fsS',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    '-H "Authorization: Bearer $GOHERD_TOKEN"',
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${shellLine([JSON.stringify(body)])}`]),
    shellLine([`${origin}/api${path}`]),
  ]
  return words.join(' ')
}

/** A request that only reads. `pattern` names its parameters in braces; `search` is what stands in the address. */
export function reads(
  pattern: string,
  values: Readonly<Record<string, string>> = {},
  search: URLSearchParams | null = null,
): ApiCall {
  const text = search?.toString() ?? ''
  return { method: 'GET', pattern, path: `${filled(pattern, values)}${text === '' ? '' : `?${text}`}` }
}

/** A request that changes something. */
export function writes(
  pattern: string,
  values: Readonly<Record<string, string>>,
  body: Readonly<Record<string, unknown>>,
  method: 'POST' | 'PUT' = 'POST',
): ApiCall {
  return { method, pattern, path: filled(pattern, values), body }
}

function filled(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
}

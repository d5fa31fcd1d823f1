import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CliFailure, usageFailure } from './cli-failure.js'
import { contextsOf, contextsPath, parsePrivateJson, serverAccess } from './contexts.js'
import { type PrivateFile, readPrivateFile } from './private-file.js'
import { readServerUrl } from './server-url.js'

/** The server commands go to, and where its address and token came from, in words. */
export interface FoundServer {
  readonly url: string
  readonly token: string
  readonly source: string
}

/** Everything that may name a server. */
export interface ServerSources {
  /** `--context` or GOHERD_CONTEXT. */
  readonly context: string | undefined
  readonly env: { readonly server: string | undefined; readonly token: string | undefined }
  readonly contexts: PrivateFile
  /** `cli.json` of the data folders to look into, in order. */
  readonly data: readonly PrivateFile[]
}

/**
 * Decides which server is meant: a named context, else GOHERD_SERVER and GOHERD_TOKEN, else the current context, else the
 * first `cli.json`. Throws a failure that says where it looked.
 */
export function chooseServer(sources: ServerSources): FoundServer {
  const { context, env } = sources
  if (context !== undefined) return fromContext(sources.contexts, context)
  if (env.server !== undefined || env.token !== undefined) return fromEnvironment(env)
  const contexts = contextsOf(sources.contexts)
  if (contexts?.current) return fromContext(sources.contexts, contexts.current)
  for (const file of sources.data) {
    const access = parsePrivateJson(file, serverAccess, 'npm start writes it anew.')
    if (access !== undefined) return usable(access.server, access.token, file.path)
  }
  const places = [sources.contexts, ...sources.data].map((file) => file.path)
  throw new CliFailure({
    code: 'no_server',
    message: 'it is not known which server to talk to',
    cause: `GOHERD_SERVER and GOHERD_TOKEN are not set, and there is no ${places.join(' and no ')}`,
    hint: 'Log in with goherd login https://YOUR-SERVER, or run goherd inside the folder where npm start runs.',
  })
}

function fromEnvironment({ server, token }: ServerSources['env']): FoundServer {
  if (server === undefined || token === undefined) {
    const [set, unset] = server === undefined ? ['TOKEN', 'SERVER'] : ['SERVER', 'TOKEN']
    throw usageFailure(
      `GOHERD_${set} is set, GOHERD_${unset} is not`,
      'Set both, or neither to use the server you logged in to.',
    )
  }
  return usable(server, token, 'GOHERD_SERVER')
}

function fromContext(file: PrivateFile, name: string): FoundServer {
  const known = contextsOf(file)?.contexts ?? {}
  const access = Object.hasOwn(known, name) ? known[name] : undefined
  if (access === undefined) {
    const names = Object.keys(known)
    throw usageFailure(
      `there is no context "${name}" in ${file.path}`,
      names.length > 0 ? `Known: ${names.join(', ')}.` : `goherd login URL --context ${name}`,
    )
  }
  return usable(access.server, access.token, `context ${name}`)
}

function usable(server: string, token: string, source: string): FoundServer {
  const url = readServerUrl(server)
  if (url.kind === 'ok') return { url: url.url, token, source }
  throw new CliFailure({
    code: 'bad_server_address',
    message: `the server of ${source} cannot be used: ${url.why}`,
    hint: 'Write it like https://goherd.example.com.',
    exit: 'usage',
  })
}

/** Where the process runs. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly context: string | undefined
}

/** Reads the environment and the files that may name a server. */
export function readServerSources({ env, cwd, context }: Surroundings): ServerSources {
  const set = (value: string | undefined) => (value === '' ? undefined : value)
  return {
    context: context ?? set(env.GOHERD_CONTEXT),
    env: { server: set(env.GOHERD_SERVER), token: set(env.GOHERD_TOKEN) },
    contexts: readPrivateFile(contextsPath(env)),
    data: dataFolders(set(env.GOHERD_DATA), cwd).map((folder) => readPrivateFile(join(folder, 'cli.json'))),
  }
}

/** GOHERD_DATA, else `.goherd` here and at the root of the clone this folder is part of. */
function dataFolders(data: string | undefined, cwd: string): string[] {
  if (data !== undefined) return [resolve(cwd, data)]
  const clone = cloneRoot(cwd)
  return [...new Set([cwd, ...(clone === undefined ? [] : [clone])])].map((folder) => join(folder, '.goherd'))
}

function cloneRoot(folder: string): string | undefined {
  if (isCloneRoot(folder)) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : cloneRoot(parent)
}

function isCloneRoot(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return (
      typeof manifest === 'object' &&
      manifest !== null &&
      'name' in manifest &&
      manifest.name === 'goherd' &&
      'workspaces' in manifest
    )
  } catch {
    // No package.json here, or none that can be read: then this is not the clone's root.
    return false
  }
}

import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { GoherdError } from '../errors/index.js'

const port = z.coerce.number().int().min(0).max(65_535)
const perMinute = z.coerce.number().int().min(1).max(1_000_000)

/** Every environment variable the server reads. What is not here has no effect. */
const environment = z.object({
  /** 0 takes any free port. */
  GOHERD_PORT: port.default(7400),
  GOHERD_HOST: z.string().min(1).default('127.0.0.1'),
  /** Where browsers and agents reach this server; links are made with it. */
  GOHERD_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  GOHERD_DATA: z.string().min(1).default('.goherd'),
  /** Unset: the embedded PostgreSQL under GOHERD_DATA. */
  GOHERD_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** An URL in the official download site's layout, or a folder with `dl.json`. */
  GOHERD_GO_SOURCE: z.string().min(1).default('https://go.dev/dl'),
  /** The built dashboard; default: the one beside this server. */
  GOHERD_DASHBOARD_DIR: z.string().min(1).optional(),
  /** The folder that `npm run bundles` wrote; default: dist/bundles of this server's clone. */
  GOHERD_AGENT_BUNDLES: z.string().min(1).optional(),
  /** What agents are told: how often they look at their disk and say that they live. */
  GOHERD_HEARTBEAT_MS: z.coerce.number().int().min(100).max(600_000).default(30_000),
  /** After an older backup was restored: the newest epoch that hosts have seen. Lifts the fleet's, never lowers it. */
  GOHERD_EPOCH_AT_LEAST: z.coerce.number().int().min(1).max(1_000_000_000).optional(),
  /** Express's `trust proxy`: addresses of proxies whose X-Forwarded-* headers count. */
  GOHERD_TRUSTED_PROXIES: z.string().optional(),
  /** Where gates of rollouts ask; its API is below this URL. */
  GOHERD_PROMETHEUS_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A file with the bearer token for it. */
  GOHERD_PROMETHEUS_TOKEN_FILE: z.string().min(1).optional(),
  /** Requests per minute and address: password sign-in, setup and invitation links. */
  GOHERD_LIMIT_SIGN_IN: perMinute.default(20),
  /** Enrollments per minute and address; a whole rack may share one. */
  GOHERD_LIMIT_ENROLL: perMinute.default(3000),
  /** Agent challenges per minute and address; sized for a reconnect storm. */
  GOHERD_LIMIT_CHALLENGE: perMinute.default(20_000),
  /** Requests per minute and address of device logins: one that waits makes twelve. */
  GOHERD_LIMIT_DEVICE: perMinute.default(240),
  GOHERD_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** Requests per minute and address, by what is asked for. */
export interface Limits {
  readonly signIn: number
  readonly enroll: number
  readonly challenge: number
  readonly device: number
}

/** The server's settings, read and checked once. */
export abstract class ServerConfig {
  abstract readonly port: number
  abstract readonly host: string
  /** Without a slash at the end. */
  abstract readonly publicUrl: string
  /** Absolute. */
  abstract readonly dataDir: string
  abstract readonly databaseUrl: string | undefined
  abstract readonly goSource: string
  abstract readonly dashboardDir: string | undefined
  /** Absolute. */
  abstract readonly agentBundlesDir: string | undefined
  abstract readonly heartbeatMs: number
  abstract readonly epochAtLeast: number | undefined
  abstract readonly prometheusUrl: string | undefined
  /** Absolute. */
  abstract readonly prometheusTokenFile: string | undefined
  abstract readonly trustedProxies: string | undefined
  abstract readonly limits: Limits
  abstract readonly logLevel: z.infer<typeof environment>['GOHERD_LOG_LEVEL']
}

/**
 * Reads the settings from an environment.
 * @throws GoherdError `invalid_settings` that names every variable that cannot be used
 */
export function readConfig(env: NodeJS.ProcessEnv, folder = process.cwd()): ServerConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: issue.message,
    }))
    throw new GoherdError('invalid', 'invalid_settings', {
      message: `settings that cannot be used: ${issues.map(({ path, message }) => `${path} (${message})`).join(', ')}`,
      hint: 'Correct these environment variables, or leave them out for their defaults.',
      issues,
    })
  }
  const values = parsed.data
  const source = values.GOHERD_GO_SOURCE
  return {
    port: values.GOHERD_PORT,
    host: values.GOHERD_HOST,
    publicUrl: (values.GOHERD_PUBLIC_URL ?? localUrl(values.GOHERD_HOST, values.GOHERD_PORT)).replace(
      /\/+$/,
      '',
    ),
    dataDir: resolve(folder, values.GOHERD_DATA),
    databaseUrl: values.GOHERD_DATABASE_URL,
    goSource: /^https?:/.test(source) || isAbsolute(source) ? source : resolve(folder, source),
    dashboardDir: values.GOHERD_DASHBOARD_DIR && resolve(folder, values.GOHERD_DASHBOARD_DIR),
    agentBundlesDir: values.GOHERD_AGENT_BUNDLES && resolve(folder, values.GOHERD_AGENT_BUNDLES),
    heartbeatMs: values.GOHERD_HEARTBEAT_MS,
    epochAtLeast: values.GOHERD_EPOCH_AT_LEAST,
    prometheusUrl: values.GOHERD_PROMETHEUS_URL,
    prometheusTokenFile:
      values.GOHERD_PROMETHEUS_TOKEN_FILE && resolve(folder, values.GOHERD_PROMETHEUS_TOKEN_FILE),
    trustedProxies: values.GOHERD_TRUSTED_PROXIES,
    limits: {
      signIn: values.GOHERD_LIMIT_SIGN_IN,
      enroll: values.GOHERD_LIMIT_ENROLL,
      challenge: values.GOHERD_LIMIT_CHALLENGE,
      device: values.GOHERD_LIMIT_DEVICE,
    },
    logLevel: values.GOHERD_LOG_LEVEL,
  }
}

/** The URL under which this machine reaches a server that listens on `host`. */
export function localUrl(host: string, port: number): string {
  const anywhere = host === '0.0.0.0' || host === '::'
  const name = anywhere ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

import { join, resolve } from 'node:path'
import { Problem } from '../say/problem.mjs'

/**
 * What `npm start` is told through its environment.
 * @typedef {{ port: number, host: string, url: string, data: string, demoHosts: number }} StartSettings
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root the clone
 * @returns {StartSettings}
 */
export function readSettings(env, root) {
  const port = number(env, 'GOHERD_PORT', { fallback: 7400, least: 1, most: 65_535 })
  const host = env.GOHERD_HOST || '127.0.0.1'
  const reach = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return {
    port,
    host,
    url: `http://${reach.includes(':') ? `[${reach}]` : reach}:${port}`,
    data: resolve(root, env.GOHERD_DATA || join(root, '.goherd')),
    demoHosts: number(env, 'GOHERD_DEMO_HOSTS', { fallback: 3, least: 0, most: 50 }),
  }
}

/** @param {NodeJS.ProcessEnv} env @param {string} name @param {{ fallback: number, least: number, most: number }} range */
function number(env, name, { fallback, least, most }) {
  const text = env[name]
  if (!text) return fallback
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new Problem('bad_setting', `${name} is "${text}"`, {
    hint: `Set ${name} to a whole number from ${least} to ${most}, or leave it out for ${fallback}.`,
  })
}

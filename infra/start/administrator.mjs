import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../say/problem.mjs'
import { replaceFile } from '../setup/replace-file.mjs'
import { Api } from './api.mjs'

const ADMIN_EMAIL = 'admin@goherd.local'

/**
 * Makes the first administrator, or finds the one of an earlier start, and gives an API that acts as that person. Each step can be
 * the last one before a crash: the password is kept before it is used, and with it a lost token is replaced.
 * @param {{ url: string, data: string, signal?: AbortSignal, note: (text: string) => void }} options
 * @returns {Promise<Api>}
 */
export async function becomeAdministrator({ url, data, signal, note }) {
  const kept = keptToken(data)
  if (kept) {
    const api = new Api({ url, token: kept, signal })
    if ((await api.fetch('GET', '/api/me')).ok) {
      keepToken(data, url, kept)
      note('signed in as before')
      return api
    }
  }
  const anyone = new Api({ url, signal })
  const link = join(data, 'setup-link')
  const token = existsSync(link) ? await setUp(anyone, link, passwordIn(data)) : await renew(anyone, data)
  keepToken(data, url, token)
  note(`${ADMIN_EMAIL}, password in ${join(data, 'admin-password')}`)
  return new Api({ url, token, signal })
}

/** @param {Api} api @param {string} link @param {string} password @returns {Promise<string>} */
async function setUp(api, link, password) {
  const token = new URL(readFileSync(link, 'utf8').trim()).searchParams.get('token')
  const request = { token, name: 'Administrator', email: ADMIN_EMAIL, password, apiToken: true }
  return (await api.post('/api/access/setup', request)).apiToken
}

/** Signs in with the kept password and makes a new token. @param {Api} api @param {string} data @returns {Promise<string>} */
async function renew(api, data) {
  const lost = (/** @type {unknown} */ cause) =>
    new Problem(
      'administrator_unknown',
      `${data} has people, but not the token or password of ${ADMIN_EMAIL}`,
      {
        hint: `Put an administrator's API token in ${join(data, 'cli.json')}, or start with another folder in GOHERD_DATA.`,
        cause,
      },
    )
  if (!existsSync(join(data, 'admin-password'))) throw lost(undefined)
  const credentials = { email: ADMIN_EMAIL, password: passwordIn(data) }
  const answer = await api.fetch('POST', '/api/auth/sign-in/email', credentials, { origin: api.url })
  if (!answer.ok) throw lost(new Error(`signing in with it was answered ${answer.status}`))
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const created = await api.call(
    'POST',
    '/api/access/tokens',
    { name: 'npm start', role: 'admin' },
    { cookie, origin: api.url },
  )
  return created.token
}

/** @param {string} data */
function passwordIn(data) {
  const file = join(data, 'admin-password')
  if (!existsSync(file)) replaceFile(file, `${randomBytes(18).toString('base64url')}\n`, 0o600)
  return readFileSync(file, 'utf8').trim()
}

/** @param {string} data @returns {string | undefined} */
function keptToken(data) {
  const file = join(data, 'cli.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).token : undefined
}

/** What the command line reads to find this server. @param {string} data @param {string} server @param {string} token */
function keepToken(data, server, token) {
  replaceFile(join(data, 'cli.json'), `${JSON.stringify({ server, token }, null, 2)}\n`, 0o600)
}

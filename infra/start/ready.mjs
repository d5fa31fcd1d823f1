import { relative } from 'node:path'
import { demoLines } from '../go/catalogue.mjs'

/** Cookie sessions last longer; the link itself is for today and for several browsers. */
const LINK = { ttlSeconds: 12 * 3600, uses: 20 }

/** The URL that signs its visitor in. @param {import('./api.mjs').Api} api @returns {Promise<string>} */
export async function signInUrl(api) {
  return (await api.post('/api/access/sign-in-links', LINK)).url
}

/**
 * What to try next, as lines.
 * @param {{ root: string, settings: import('./settings.mjs').StartSettings, releases: string[] }} options releases: those of the catalogue
 * @returns {string[]}
 */
export function nextCommands({ root, settings, releases }) {
  const isDefault = settings.data === `${root}/.goherd`
  const prefix = isDefault
    ? ''
    : `GOHERD_DATA=${relative(root, settings.data).startsWith('..') ? settings.data : relative(root, settings.data)} `
  const next = demoLines(releases)[1]
  const commands = [
    ['npx goherd status', 'the fleet in a few lines'],
    ['npx goherd drift', 'who differs, and why'],
    ...(next ? [[`npx goherd groups set build --go ${next}`, 'move a group to the next Go']] : []),
    [
      'npx goherd rollback --group build --to last-good --reason "trying it" --dry-run',
      'see what a rollback would do',
    ],
  ].map(([command, why]) => ({ command: `${prefix}${command}`, why }))
  const width = Math.max(...commands.map(({ command }) => command.length))
  return commands.map(({ command, why }) => `  ${command.padEnd(width)}  # ${why}`)
}

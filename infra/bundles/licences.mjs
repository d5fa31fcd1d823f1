import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const IN_PACKAGE = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//

/**
 * The licence texts of every package that was bundled into some files, as their source maps tell: one text, packages sorted.
 * @param {string[]} maps paths of source maps
 * @param {string} modules the folder `node_modules`
 * @returns {string}
 */
export function bundledLicences(maps, modules) {
  const packages = new Set(maps.flatMap((map) => packagesIn(map)))
  return [...packages]
    .sort()
    .map((name) => {
      const folder = join(modules, name)
      const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      return `${name} ${version} (${license})\n${'-'.repeat(40)}\n${textIn(folder)}\n`
    })
    .join('\n')
}

/** @param {string} map @returns {string[]} */
function packagesIn(map) {
  /** @type {{ sources: string[] }} */
  const { sources } = JSON.parse(readFileSync(map, 'utf8'))
  return sources.flatMap((source) => {
    const name = source.match(IN_PACKAGE)?.[1]
    return name === undefined ? [] : [name]
  })
}

/** @param {string} folder */
function textIn(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.|$)/i.test(name))
  const path = file === undefined ? '' : join(folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : 'The package carries no licence text.'
}

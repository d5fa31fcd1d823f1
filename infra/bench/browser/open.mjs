import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findBrowser } from '../../test/browser.mjs'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--enable-precise-memory-info',
]

/** The browser of the end-to-end tests. @param {string} root @returns {Promise<any>} */
export async function openBrowser(root) {
  const ofTests = createRequire(join(root, 'e2e/package.json'))
  const load = async (/** @type {string} */ name) => import(pathToFileURL(ofTests.resolve(name)).href)
  const { chromium } = (await load('playwright-core')).default
  const { executable } = findBrowser()
  const executablePath = executable ?? (await (await load('@sparticuz/chromium')).default.executablePath())
  return chromium.launch({ executablePath, args: FLAGS })
}

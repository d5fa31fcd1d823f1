#!/usr/bin/env node
// `npm start`: everything a visitor needs on this machine, from a fresh clone to a signed-in dashboard with real agents. Every step
// asks what is there already, so a start that was interrupted is completed by the next one.
import { mkdirSync } from 'node:fs'
import { bundleForStart } from '../bundles/bundle-for-start.mjs'
import { cacheFolder, findGoSource } from '../go/source.mjs'
import { describeProblem } from '../say/problem.mjs'
import { Progress } from '../say/progress.mjs'
import { build } from '../setup/build.mjs'
import { install } from '../setup/install.mjs'
import { checkNodeVersion } from '../setup/node-version.mjs'
import { root } from '../setup/root.mjs'
import { becomeAdministrator } from './administrator.mjs'
import { DataLock } from './data-lock.mjs'
import { describeDisk } from './disk.mjs'
import { letDrift } from './drift.mjs'
import { putFailingCheck } from './failing-check.mjs'
import { demoHosts, enrollHosts, makeGroups, setFirstRevision, waitForHosts } from './fleet.mjs'
import { Herd } from './herd.mjs'
import { addNotes, readNotes } from './notes.mjs'
import { checkPort } from './port.mjs'
import { nextCommands, signInUrl } from './ready.mjs'
import { readSettings } from './settings.mjs'
import { listenForStop } from './stop-signals.mjs'

const progress = new Progress()
const { stop, hurry } = listenForStop((text) => progress.line(text))
process.exitCode = await main()

/** @returns {Promise<number>} the exit code */
async function main() {
  /** @type {DataLock | undefined} */
  let lock
  /** @type {Herd | undefined} */
  let herd
  try {
    checkNodeVersion()
    const settings = readSettings(process.env, root)
    lock = new DataLock(settings.data)
    await lock.take()
    await checkPort(settings)
    herd = new Herd({ root, settings, lock, say: (text) => progress.line(text) })
    await bringUp(herd, settings)
    await untilAborted(stop)
    return 0
  } catch (error) {
    if (stop.aborted) return 0
    console.error(describeProblem(error))
    return 1
  } finally {
    if (herd?.server) await stopHerd(herd)
    lock?.release()
  }
}

/** @param {Herd} herd */
function stopHerd(herd) {
  return progress.step('stopping', () => herd.stop(hurry))
}

/** @param {Herd} herd @param {import('./settings.mjs').StartSettings} settings */
async function bringUp(herd, settings) {
  const { data, url } = settings
  const planned = demoHosts(settings.demoHosts, data)
  mkdirSync(data, { recursive: true })
  await progress.step('installing dependencies', (note) => install({ root, signal: stop, note }))
  await progress.step('building', (note) => build({ root, signal: stop, note }))
  const bundles = bundleForStart({ root, signal: stop })
  const goSource = await progress.step('finding Go releases', (note) => chooseGoSource(settings, note))
  await progress.step('starting PostgreSQL, server and dashboard', () =>
    herd.startServer({ goSource, signal: stop }),
  )
  const api = await progress.step('administrator', (note) =>
    becomeAdministrator({ url, data, signal: stop, note }),
  )
  if (planned.length > 0) {
    await progress.step('groups', (note) => makeGroups(api, note))
    const hosts = await progress.step('enrolling hosts', (note) =>
      enrollHosts({ api, root, hosts: planned, signal: stop, note }),
    )
    await progress.step('desired Go', (note) => setFirstRevision({ api, note }))
    putFailingCheck(hosts)
    herd.startAgents(hosts)
    await progress.step('waiting for the hosts', (note) => waitForHosts({ api, hosts, signal: stop, note }))
    const last = hosts.at(-1)
    if (last)
      await progress.step('one host drifts', (note) =>
        letDrift({ api, host: last, data, signal: stop, note }),
      )
  }
  await progress.step('bundle of the agent, for other machines', async (note) => note(await bundles))
  await sayReady(api, settings)
}

/** @param {import('./settings.mjs').StartSettings} settings @param {(text: string) => void} note */
async function chooseGoSource({ data, demoHosts: count }, note) {
  const kept = process.env.GOHERD_GO_SOURCE ? undefined : readNotes(data).goSource
  if (!kept && count === 0 && !process.env.GOHERD_GO_SOURCE) {
    note('not needed without hosts')
    return undefined
  }
  const found = kept ?? (await findGoSource({ signal: stop, note }))
  if (!process.env.GOHERD_GO_SOURCE) addNotes(data, { goSource: found })
  note(`${found.source} (${found.why})`)
  return found.source
}

/** @param {import('./api.mjs').Api} api @param {import('./settings.mjs').StartSettings} settings */
async function sayReady(api, settings) {
  const releases = (await api.get('/api/releases')).releases.map(
    (/** @type {{ release: string }} */ { release }) => release,
  )
  progress.line('')
  progress.line(`Goherd is ready: ${await signInUrl(api)}`)
  progress.line('\nThe link signs you in, for 12 hours. In another terminal, in this folder:')
  for (const line of nextCommands({ root, settings, releases })) progress.line(line)
  progress.line(
    `\n${await describeDisk({ root, data: settings.data, goCache: cacheFolder(), signal: stop })}. Data: ${settings.data}`,
  )
  progress.line('Ctrl-C stops everything; the data stays.')
}

/** @param {AbortSignal} signal */
function untilAborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined)
    // The children's channels are not what keeps us here: a start without hosts waits just the same.
    const alive = setInterval(() => {}, 60_000)
    signal.addEventListener('abort', () => {
      clearInterval(alive)
      resolve(undefined)
    })
  })
}

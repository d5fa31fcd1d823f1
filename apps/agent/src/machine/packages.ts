import type { Distribution } from './distribution.js'

/** Something that Go needs from the machine's own packages. */
export type Need = 'c-compiler' | 'git'

interface Manager {
  /** Ids of os-release, the distribution's own or one it is made from. */
  readonly ids: readonly string[]
  readonly command: string
  readonly packages: Readonly<Record<Need, string>>
}

const MANAGERS: readonly Manager[] = [
  {
    ids: ['debian', 'ubuntu'],
    command: 'apt-get install -y',
    packages: { 'c-compiler': 'build-essential', git: 'git' },
  },
  {
    ids: ['fedora', 'rhel', 'centos', 'amzn'],
    command: 'dnf install -y',
    packages: { 'c-compiler': 'gcc', git: 'git' },
  },
  { ids: ['alpine'], command: 'apk add', packages: { 'c-compiler': 'build-base', git: 'git' } },
  {
    ids: ['arch', 'manjaro'],
    command: 'pacman -S --needed',
    packages: { 'c-compiler': 'base-devel', git: 'git' },
  },
  { ids: ['suse', 'opensuse'], command: 'zypper install -y', packages: { 'c-compiler': 'gcc', git: 'git' } },
  { ids: ['void'], command: 'xbps-install -S', packages: { 'c-compiler': 'base-devel', git: 'git' } },
  {
    ids: ['gentoo'],
    command: 'emerge',
    packages: { 'c-compiler': 'sys-devel/gcc', git: 'dev-vcs/git' },
  },
]

/** The command that installs what is needed, with sudo where the user is not root; null where none is known. Pure. */
export function packageCommand(
  need: Need,
  o: { readonly os: string; readonly distribution: Distribution | null; readonly isRoot: boolean },
): string | null {
  if (o.os === 'darwin') return 'xcode-select --install'
  if (o.os === 'win32') return need === 'git' ? 'winget install Git.Git' : 'winget install MSYS2.MSYS2'
  const manager = managerOf(o.distribution)
  if (manager === undefined) return null
  return `${o.isRoot ? '' : 'sudo '}${manager.command} ${manager.packages[need]}`
}

function managerOf(distribution: Distribution | null): Manager | undefined {
  if (distribution === null) return undefined
  // opensuse-leap and sles say "suse" only in what they are like.
  const names = [distribution.id, ...distribution.like]
  for (const name of names) {
    const found = MANAGERS.find(({ ids }) => ids.some((id) => name === id || name.startsWith(`${id}-`)))
    if (found !== undefined) return found
  }
  return undefined
}

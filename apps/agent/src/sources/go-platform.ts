/** A platform with the architecture's name as GOARCH has it: file names of archives say armv6l where it is arm. */
export function goPlatform(platform: string): string {
  return platform === 'linux/armv6l' || platform === 'freebsd/armv6l'
    ? platform.replace('armv6l', 'arm')
    : platform
}

/** The file name of a release's archive for a platform in Go's words. */
export function archiveName(release: string, platform: string): string {
  const [os = '', arch = ''] = platform.split('/')
  const inName = arch === 'arm' ? 'armv6l' : arch
  return `${release}.${os}-${inName}.${os === 'windows' ? 'zip' : 'tar.gz'}`
}

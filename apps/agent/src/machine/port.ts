/** How a program that was asked something ended. */
export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * All that is ever asked of a machine to find out what it is, so that any machine can be a table in a test. Nothing here throws:
 * what cannot be read or run is undefined.
 */
export interface MachinePort {
  /** In Node's words: `linux`, `darwin`, `win32`. */
  readonly os: string
  /** In Node's words: `x64`, `arm64`. */
  readonly arch: string
  /** As `uname -r` says it. */
  readonly kernel: string
  /** undefined where users have no numbers. */
  readonly uid: number | undefined
  readonly user: string | undefined
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The version of glibc that this very process runs on; undefined when it runs on another libc. */
  readonly glibc: string | undefined
  /** The text of a small file. */
  read(path: string): string | undefined
  /** The names in a folder. */
  list(path: string): readonly string[] | undefined
  /** Where a path really leads. */
  real(path: string): string | undefined
  freeBytes(path: string): number | undefined
  /** Runs a program without a shell, within seconds. undefined: it could not be started or did not end. */
  run(file: string, args: readonly string[]): Promise<Ran | undefined>
}

import type { MachinePort } from './port.js'

/** What /etc/os-release says. */
export interface Distribution {
  /** `debian`, `alpine`, `fedora`, … */
  readonly id: string
  /** What it is made from, nearest first. */
  readonly like: readonly string[]
  /** `12`, `3.20`; null for a distribution that rolls. */
  readonly version: string | null
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string
}

/** The Linux distribution of a machine; null where there is no os-release file. */
export function distributionOf(port: MachinePort): Distribution | null {
  const text = port.read('/etc/os-release') ?? port.read('/usr/lib/os-release')
  return text === undefined ? null : parseOsRelease(text)
}

/** Reads the os-release format: shell assignments, quoted or not. Pure. */
export function parseOsRelease(text: string): Distribution | null {
  const fields = new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? []
      return name === undefined || value === undefined ? [] : [[name, unquote(value)]]
    }),
  )
  const id = fields.get('ID')?.toLowerCase()
  if (id === undefined || id === '') return null
  return {
    id,
    like: (fields.get('ID_LIKE') ?? '').split(/\s+/).filter((name) => name !== ''),
    version: fields.get('VERSION_ID') || null,
    name: fields.get('PRETTY_NAME') || fields.get('NAME') || id,
  }
}

function unquote(value: string): string {
  const [, , inside] = /^(["'])(.*)\1$/.exec(value) ?? []
  return (inside ?? value).replace(/\\(["'$`\\])/g, '$1')
}

import type { Bundle } from './bundle-index.js'

/** What an install script is told. */
export interface Rendering {
  /** Where hosts reach this server, without a slash at the end. */
  readonly server: string
  readonly version: string
  readonly bundles: readonly Bundle[]
}

/** A shell's word for a text, whatever is in it. */
export function quoteForSh(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** PowerShell's word for a text, whatever is in it. */
export function quoteForPowerShell(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`
}

/** Fills the server's address, the version and a line for each platform into a script. Throws RangeError for a script without their places. */
export function renderScript(
  template: string,
  { server, version, bundles }: Rendering,
  quote: (text: string) => string,
): string {
  const lines = bundles.map(({ platform, filename, sha256, size }) =>
    [platform, filename, sha256, size].join(' '),
  )
  const values = { '@SERVER@': server, '@VERSION@': version, '@BUNDLES@': lines.join('\n') }
  return Object.entries(values).reduce((text, [place, value]) => {
    if (text.split(place).length !== 2) throw new RangeError(`the script has not exactly one ${place}`)
    return text.replace(place, () => quote(value))
  }, template)
}

/** What is served where there are no bundles: it says so and changes nothing. */
export const WITHOUT_BUNDLES = {
  sh: `#!/bin/sh
echo 'error bundles_missing: this server has no bundles of the agent' >&2
echo '  what to do: on the server, run npm run bundles, or set GOHERD_AGENT_BUNDLES to the folder that has them' >&2
exit 1
`,
  ps1: `[Console]::Error.WriteLine('error bundles_missing: this server has no bundles of the agent')
[Console]::Error.WriteLine('  what to do: on the server, run npm run bundles, or set GOHERD_AGENT_BUNDLES to the folder that has them')
exit 1
`,
} as const

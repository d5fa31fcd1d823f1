import { agentBundle } from '@goherd/protocol'
import { z } from 'zod'

const platform = z.enum(['linux-x64', 'linux-arm64', 'windows-x64', 'any'])
export type BundlePlatform = z.infer<typeof platform>

const bundle = agentBundle.extend({
  platform,
  /** Of the Node in it; null: it runs with the one that is there. */
  node: z.string().max(32).nullable(),
})
export type Bundle = z.infer<typeof bundle>

/** `bundles.json`: what `npm run bundles` made. */
export const bundleIndex = z.object({
  format: z.literal(1),
  /** What new hosts get. */
  version: agentBundle.shape.version.regex(/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/),
  bundles: z.array(bundle).max(1000),
})
export type BundleIndex = z.infer<typeof bundleIndex>

/** Hosts that a bundle is for, in Go's words. Where a platform has none of its own, `any` serves. */
const GO_PLATFORMS: Readonly<Record<BundlePlatform, readonly string[]>> = {
  'linux-x64': ['linux/amd64'],
  'linux-arm64': ['linux/arm64'],
  'windows-x64': ['windows/amd64'],
  any: ['darwin/amd64', 'darwin/arm64', 'freebsd/amd64', 'freebsd/arm64', 'linux/armv6l', 'linux/386'],
}

/** The bundles of a version by Go's platforms, in the shape an assignment carries. Empty: there is none of that version. */
export function refsOf(index: BundleIndex, version: string): Record<string, z.infer<typeof agentBundle>> {
  return Object.fromEntries(
    index.bundles
      .filter((one) => one.version === version)
      .flatMap((one) => GO_PLATFORMS[one.platform].map((name) => [name, agentBundle.parse(one)])),
  )
}

/** The bundles that new hosts get. */
export function newestOf({ version, bundles }: BundleIndex): Bundle[] {
  return bundles.filter((one) => one.version === version)
}

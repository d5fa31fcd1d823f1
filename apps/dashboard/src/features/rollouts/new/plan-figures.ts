import { describeSeconds } from '@goherd/model'
import type { RolloutPlan } from '@goherd/protocol'
import { count, formatBytes, formatCount } from '../../../ui/quantities'

/** Hosts by platform over all stages, most first. */
export function platformsOf({
  stages,
}: RolloutPlan): { readonly platform: string; readonly hosts: number }[] {
  const sum = new Map<string, number>()
  for (const { platforms } of stages)
    for (const [platform, hosts] of Object.entries(platforms))
      sum.set(platform, (sum.get(platform) ?? 0) + hosts)
  return [...sum]
    .map(([platform, hosts]) => ({ platform, hosts }))
    .sort((a, b) => b.hosts - a.hosts || (a.platform < b.platform ? -1 : 1))
}

/** Platforms, or values of a label, with their hosts: `3 linux/amd64, 1 linux/arm64`. */
export function describeSpread(spread: Readonly<Record<string, number>>): string {
  return Object.entries(spread)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hosts]) => `${formatCount(hosts)} ${name === '' ? 'without the label' : name}`)
    .join(', ')
}

/** How long it takes at least: `at least 20 min`, or that nothing makes it wait. */
export function describeLeast({ atLeastSeconds }: Pick<RolloutPlan, 'atLeastSeconds'>): string {
  return atLeastSeconds === 0 ? 'no time to wait' : `at least ${describeSeconds(atLeastSeconds)}`
}

/** What must be downloaded: `8 hosts download 530 MB`. */
export function describeDownload({ download }: Pick<RolloutPlan, 'download'>): string {
  if (download.hosts === 0) return 'every host has the bytes already'
  return `${count(download.hosts, 'host downloads', 'hosts download')} ${formatBytes(download.bytes)}`
}

/** A plan in one line: `10 hosts in 3 stages (1, 4, 5)`. */
export function describeStages({ hosts, stages }: RolloutPlan): string {
  const sizes = stages.map((stage) => formatCount(stage.hosts)).join(', ')
  return `${count(hosts, 'host')} in ${count(stages.length, 'stage')} (${sizes})`
}

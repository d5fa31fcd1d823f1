import type { HowDraft, StageDraft } from './how-draft'

const STAGE: StageDraft = {
  size: '100%',
  concurrency: '',
  rampFrom: '',
  soak: '0',
  maxFailed: '0',
  maxSilent: '0',
  maxRolledBack: '0',
  approvals: '0',
  onFailure: 'pause',
  gates: [],
}

/** Ways to begin with. */
export const PRESETS = [
  {
    id: 'careful',
    word: 'Careful',
    note: '1 → 10% → 50% → all',
    sizes: ['1', '10%', '50%', '100%'],
    soak: '10m',
  },
  { id: 'quick', word: 'Quick', note: '1 → all', sizes: ['1', '100%'], soak: '1m' },
] as const
export type PresetId = (typeof PRESETS)[number]['id']

function hostsOf(size: string, total: number): number {
  const number = Number.parseFloat(size)
  return Math.min(total, size.endsWith('%') ? Math.floor((total * number) / 100) : number)
}

/** Sizes that each add hosts: 10 % of five hosts is none, and such a stage would be refused. The last is everyone. */
function fitting(sizes: readonly string[], total: number): string[] {
  const kept: string[] = []
  let before = 0
  for (const size of sizes) {
    const hosts = hostsOf(size, total)
    if (hosts > before || size === '100%') kept.push(size)
    before = Math.max(before, hosts)
  }
  // With one host the canary is everyone already.
  return total === 1 ? ['100%'] : kept
}

/** The stages of a preset for so many hosts; 0 when that is not known. */
export function presetStages(id: PresetId, total: number): StageDraft[] {
  const preset = PRESETS.find((one) => one.id === id) ?? PRESETS[0]
  const sizes = total === 0 ? [...preset.sizes] : fitting(preset.sizes, total)
  return sizes.map((size, index) => ({
    ...STAGE,
    size,
    soak: index === sizes.length - 1 ? '0' : preset.soak,
  }))
}

/** A stage to put behind the others. */
export function nextStage(stages: readonly StageDraft[]): StageDraft {
  return { ...(stages.at(-1) ?? STAGE), size: '100%' }
}

/** A whole draft that begins with a preset. */
export function presetDraft(id: PresetId, total: number): HowDraft {
  return {
    stages: presetStages(id, total),
    gates: [],
    windows: [],
    silentAfter: '2m',
    spreadBy: '',
    capLabel: '',
    capHosts: '1',
    startAt: '',
    conflict: 'refuse',
  }
}

import { readsGoEnv, type ToolchainPolicy, toolchainPolicy } from '@goherd/model'
import type { HostDetail } from '@goherd/protocol'

const DEEDS: Readonly<Record<ToolchainPolicy, string>> = {
  auto: 'go downloads that one by itself and builds with it',
  path: 'go takes that one from PATH, where it is there',
  local: 'go refuses to build',
}

/** What becomes of a module that asks for a newer Go than the active one, by GOTOOLCHAIN as it is on the host. */
export function NewerGo({ host }: { host: HostDetail }) {
  const { observed, actual } = host
  if (observed === null || actual === null || !readsGoEnv(actual)) return null
  const value = observed.settings.GOTOOLCHAIN
  const overrides = observed.effective?.overrides.filter(({ name }) => name === 'GOTOOLCHAIN') ?? []
  return (
    <p className="mt-4 border-line border-t pt-3 text-ink-2">
      Where a module asks for a newer Go, {DEEDS[toolchainPolicy(value)]}:{' '}
      <span className="break-all font-mono text-xs">GOTOOLCHAIN={value ?? 'auto'}</span>
      {value === undefined && ', as released'}.
      {overrides.length > 0 && ' Not where something stronger says otherwise: see what builds run.'}
    </p>
  )
}

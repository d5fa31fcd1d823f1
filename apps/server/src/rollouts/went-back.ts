/**
 * Codes of failures that an agent only meets after its switch, when it checks the release it has just made visible: it goes back
 * by itself then. Its timeline says so too, but may arrive later than the failure.
 */
const CHECKS: ReadonlySet<string> = new Set([
  'go_version_mismatch',
  'probe_failed',
  'probe_timed_out',
  'probe_wrong_version',
])

/** Whether a host that reports a failure of that code had switched and went back. */
export function wentBack(code: string): boolean {
  return CHECKS.has(code)
}

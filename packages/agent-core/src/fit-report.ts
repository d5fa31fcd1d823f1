import type { HostReport } from '@goherd/protocol'
import { clipEffective, lessInventory, lessOfAll } from './fit-effective.js'

/** Room for the envelope of the message and for facts within the largest message of the wire, in characters of JSON. */
const MAX_JSON = 48_000
const FEWEST_SNAPSHOTS = 3
const FEWEST_EVENTS = 5

/**
 * A report within the limits of the wire. What stays behind when there is too much: the folders of PATH, of other Gos and tools all but a few, the
 * oldest snapshots, the newest events, and at last most of what builds would run.
 */
export function fitReport(report: HostReport): HostReport {
  const { observed } = report
  let fitted: HostReport = {
    ...report,
    observed: {
      ...observed,
      installed: observed.installed.slice(0, 50),
      snapshots: observed.snapshots.slice(0, 30),
      ...(observed.effective && { effective: clipEffective(observed.effective) }),
    },
  }
  while (utf8Bound(fitted) > MAX_JSON) {
    const next = smaller(fitted)
    if (next === undefined) return fitted
    fitted = next
  }
  return fitted
}

/** At least the bytes of its JSON in UTF-8: a UTF-16 unit outside ASCII counts three. */
function utf8Bound(report: HostReport): number {
  const json = JSON.stringify(report)
  if (json.length * 3 <= MAX_JSON) return json.length * 3
  let bytes = 0
  for (let index = 0; index < json.length; index += 1) bytes += json.charCodeAt(index) <= 0x7f ? 1 : 3
  return bytes
}

function smaller(report: HostReport): HostReport | undefined {
  const { observed, events } = report
  const { effective } = observed
  const fewer = effective && lessInventory(effective)
  if (fewer) return { ...report, observed: { ...observed, effective: fewer } }
  if (observed.snapshots.length > FEWEST_SNAPSHOTS) {
    const count = Math.max(FEWEST_SNAPSHOTS, Math.floor(observed.snapshots.length / 2))
    return { ...report, observed: { ...observed, snapshots: observed.snapshots.slice(0, count) } }
  }
  if (events.length > FEWEST_EVENTS) {
    return { ...report, events: events.slice(0, Math.max(FEWEST_EVENTS, Math.floor(events.length / 2))) }
  }
  const least = effective && lessOfAll(effective)
  return least && { ...report, observed: { ...observed, effective: least } }
}

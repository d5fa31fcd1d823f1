import type { AuditEntry } from '@goherd/protocol'

/** How a log is written into a file: what stands above the entries, and each of them as one line. */
export interface AuditFormat {
  readonly contentType: string
  readonly extension: string
  readonly heading: string
  line(entry: AuditEntry): string
}

const COLUMNS = ['id', 'at', 'actor', 'action', 'target', 'outcome', 'reason', 'summary'] as const

/** The formats that a log can be exported in. */
export const AUDIT_FORMATS = {
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    extension: 'ndjson',
    heading: '',
    line: (entry) => `${JSON.stringify(entry)}\n`,
  },
  csv: {
    contentType: 'text/csv; charset=utf-8',
    extension: 'csv',
    heading: row(COLUMNS),
    line: (entry) => row(COLUMNS.map((column) => String(entry[column]))),
  },
} as const satisfies Record<'ndjson' | 'csv', AuditFormat>

/** As RFC 4180 says. */
function row(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(text: string): string {
  // A spreadsheet would compute what begins so, and people write reasons as they like.
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

import { AgentError } from '../disk/agent-error.js'

/** Go releases have some 80 MB; whatever is ten times that is none. */
const MAX_ARCHIVE = 800_000_000

/** Throws `archive_too_large` for what cannot be the archive of a Go release. */
export function refuseHuge(size: number, filename: string): void {
  if (size <= MAX_ARCHIVE) return
  throw new AgentError({
    code: 'archive_too_large',
    message: `${filename} would have ${Math.round(size / 1e6)} MB, which no Go release has`,
    hint: 'Choose another source with --source.',
  })
}

/** The error for a release that a source has for other machines only. */
export function notForPlatform(release: string, platform: string, source: string): AgentError {
  return new AgentError({
    code: 'release_not_for_platform',
    message: `${source} has no ${release} for ${platform}`,
    hint: 'Run goherd-agent ls --remote to see what it has for this machine.',
  })
}

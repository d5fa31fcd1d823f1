/** Where to sign in, and where to come back to afterwards. */
export function signInPath(from: string): string {
  return from === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(from)}`
}

/** Where to go after signing in: a path of this site, or the overview for anything else. */
export function nextPath(asked: string | null): string {
  if (asked === null || !asked.startsWith('/') || /^\/[/\\]/.test(asked)) return '/'
  const base = 'http://here.invalid'
  const parsed = URL.canParse(asked, base) ? new URL(asked, base) : undefined
  return parsed?.origin === base ? `${parsed.pathname}${parsed.search}${parsed.hash}` : '/'
}

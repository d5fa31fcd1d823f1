/** What has become of an enrollment token. */
export type TokenState = 'valid' | 'used-up' | 'expired' | 'revoked'

/** The first that applies: somebody revoked it, its time is over, its uses are taken. */
export function tokenState(
  token: {
    readonly uses: number
    readonly used: number
    readonly expiresAt: Date
    readonly revokedAt: Date | null
  },
  now: Date,
): TokenState {
  if (token.revokedAt) return 'revoked'
  if (token.expiresAt <= now) return 'expired'
  return token.used >= token.uses ? 'used-up' : 'valid'
}

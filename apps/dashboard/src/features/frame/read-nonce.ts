/** The nonce that the server put into this request's content security policy; undefined when there is no policy. */
export function readNonce(policy: string | null): string | undefined {
  return policy === null ? undefined : /'nonce-([A-Za-z0-9+/_=-]+)'/.exec(policy)?.[1]
}

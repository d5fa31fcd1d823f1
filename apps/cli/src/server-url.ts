/** The address of a server as it is kept, or why it cannot be one. */
export type ServerUrl =
  | { readonly kind: 'ok'; readonly url: string; readonly loopback: boolean; readonly encrypted: boolean }
  | { readonly kind: 'refused'; readonly why: string }

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Reads the address of a server: `https://goherd.example.com`, or without the scheme, which then is https, on this machine
 * http. The answer has no slash at its end.
 */
export function readServerUrl(text: string): ServerUrl {
  const trimmed = text.trim()
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
  const host = trimmed.split('/')[0]?.replace(/:\d+$/, '') ?? ''
  const url = parseUrl(hasScheme ? trimmed : `${LOOPBACK.test(host) ? 'http' : 'https'}://${trimmed}`)
  if (url === undefined || url.hostname === '')
    return { kind: 'refused', why: `"${trimmed}" is not an address` }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { kind: 'refused', why: `"${trimmed}" begins with neither http:// nor https://` }
  }
  if (url.username !== '' || url.password !== '') {
    return { kind: 'refused', why: 'the address carries a user name or password; only a token is used' }
  }
  if (url.search !== '' || url.hash !== '') {
    return { kind: 'refused', why: 'the address has a query or fragment; give only where the server is' }
  }
  return {
    kind: 'ok',
    url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    loopback: LOOPBACK.test(url.hostname),
    encrypted: url.protocol === 'https:',
  }
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

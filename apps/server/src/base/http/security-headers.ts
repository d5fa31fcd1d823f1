import { randomBytes } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'
import helmet from 'helmet'

/**
 * Sets every security header. The Content-Security-Policy has a nonce per request; it is put into the
 * request as well, where Next looks for the nonce of the scripts it writes into its pages.
 * @param https whether browsers reach this server by https
 */
export function securityHeaders(https: boolean) {
  const others = helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: https ? { maxAge: 180 * 24 * 3600 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
  return (request: Request, response: Response, next: NextFunction): void => {
    const nonce = randomBytes(16).toString('base64')
    const policy = contentSecurityPolicy(nonce, https)
    response.setHeader('Content-Security-Policy', policy)
    request.headers['content-security-policy'] = policy
    request.headers['x-nonce'] = nonce
    others(request, response, next)
  }
}

/** The policy: own origin only, scripts by nonce. Styles may be inline, because charts and tables size by style attributes. */
export function contentSecurityPolicy(nonce: string, https: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}

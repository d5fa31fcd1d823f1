import type { IncomingHttpHeaders } from 'node:http'
import type { NextFunction, Request, Response } from 'express'
import { GoherdError } from '../errors/index.js'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * True when the headers come from a page of this server, or from no browser at all. Browsers send
 * Sec-Fetch-Site or Origin with everything that could change something; a program that is no browser has no
 * cookies of somebody else to abuse.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin } = headers
  if (origin !== undefined && (origin === new URL(publicUrl).origin || hostOf(origin) === headers.host))
    return true
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin === undefined
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** The refusal of a request that another site's page made. */
export function foreignOrigin(): GoherdError {
  return new GoherdError('forbidden', 'foreign_origin', {
    message: 'this request comes from a page of another site',
    hint: 'Use the dashboard at its own address; set GOHERD_PUBLIC_URL to that address when it is behind a proxy.',
  })
}

/** Refuses what another site's page asks for with the visitor's cookies. A Bearer token is never sent by itself, so it is exempt. */
export function refuseForeignOrigin(publicUrl: string) {
  return (request: Request, _: Response, next: NextFunction): void => {
    const harmless = READS.has(request.method) || request.headers.authorization?.startsWith('Bearer ')
    next(harmless || isSameOrigin(request.headers, publicUrl) ? undefined : foreignOrigin())
  }
}

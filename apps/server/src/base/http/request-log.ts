import { performance } from 'node:perf_hooks'
import type { NextFunction, Request, Response } from 'express'
import { Histogram, register } from 'prom-client'
import type { Log } from '../logging/index.js'

const durations = (): Histogram<'method' | 'route' | 'status'> => {
  const name = 'goherd_http_request_seconds'
  register.removeSingleMetric(name)
  return new Histogram({
    name,
    help: 'Time from a request to the end of its answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })
}

/** Measures every request, and logs it by its route: never its query or its headers, which may hold secrets. */
export function requestLog(log: Log) {
  const histogram = durations()
  return (request: Request, response: Response, next: NextFunction): void => {
    const start = performance.now()
    response.once('close', () => {
      const ms = performance.now() - start
      const route = routeOf(request)
      const { method } = request
      const status = response.statusCode
      histogram.observe({ method, route, status: String(status) }, ms / 1000)
      const line = { event: 'http', method, route, status, ms: Math.round(ms), address: request.ip }
      if (status >= 500) log.warn(line, 'request failed')
      else log.debug(line, 'request')
    })
    next()
  }
}

/** The pattern of the route that answered; a bounded set, unlike paths. */
function routeOf(request: Request): string {
  const route: unknown = request.route
  if (typeof route !== 'object' || route === null || !('path' in route)) return 'other'
  return typeof route.path === 'string' ? route.path : 'other'
}

import type { INestApplication } from '@nestjs/common'
import { z } from 'zod'

const layers = z.array(
  z.object({
    route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
  }),
)

/** Every route that the application has registered, as `GET /api/me`: asked of the running router itself. */
export function routesOf(app: INestApplication): string[] {
  const router: unknown = Reflect.get(app.getHttpAdapter().getInstance(), 'router')
  const stack: unknown = typeof router === 'function' ? Reflect.get(router, 'stack') : undefined
  const found = layers
    .parse(stack)
    .flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
    )
  return [...new Set(found)].sort()
}

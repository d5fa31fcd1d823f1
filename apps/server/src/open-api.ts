import type { INestApplication } from '@nestjs/common'
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger'

/** Serves the description of every route at `/api/docs` (to read) and `/api/docs-json` (for programs). It says nothing about this fleet, so it is open. */
export function describeApi(app: INestApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Goherd')
    .setDescription(
      'Every answer that is not 2xx has the body `{ error: { code, message, hint, cause?, issues? } }`.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token: goh_…' })
    .addCookieAuth('goherd_session')
    .build()
  const document = SwaggerModule.createDocument(app, about)
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: 'api/docs-json',
    customSiteTitle: 'Goherd API',
  })
}

import { Global, Module } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { AccessGuard } from './access.guard.js'
import { ApiTokenStore } from './api-token.store.js'
import { AuditController } from './audit.controller.js'
import { AuthController } from './auth.controller.js'
import { Authenticator } from './authenticator.js'
import { FirstAdministrator } from './first-administrator.js'
import { LinkStore } from './link.store.js'
import { MeController } from './me.controller.js'
import { PeopleController } from './people.controller.js'
import { People } from './people.js'
import { PeopleStore } from './people.store.js'
import { Sessions } from './sessions.js'
import { SetupController } from './setup.controller.js'
import { SignInLinksController } from './sign-in-links.controller.js'
import { SignInLinks } from './sign-in-links.js'
import { TokensController } from './tokens.controller.js'

export { roleTooSmall } from './access.guard.js'
export type { Actor } from './actor.js'
export { Allow, CurrentActor, Open } from './allow.js'
export { ApiTokenStore } from './api-token.store.js'
export { Authenticator } from './authenticator.js'
export { FirstAdministrator } from './first-administrator.js'

/** Who may do what: sessions, API tokens, people, and the guard before every route. */
@Global()
@Module({
  controllers: [
    AuditController,
    AuthController,
    MeController,
    PeopleController,
    SetupController,
    SignInLinksController,
    TokensController,
  ],
  providers: [
    Sessions,
    ApiTokenStore,
    Authenticator,
    FirstAdministrator,
    LinkStore,
    People,
    PeopleStore,
    SignInLinks,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [ApiTokenStore, Authenticator, FirstAdministrator],
})
export class AccessModule {}

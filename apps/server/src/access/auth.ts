import { ROLES } from '@goherd/model'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { type BetterAuthOptions, betterAuth } from 'better-auth/minimal'
import { z } from 'zod'
import type { Database } from '../base/database/index.js'

const WEEK_SECONDS = 7 * 24 * 3600

/** Opens a session for somebody who showed a valid link; callable from this process only. */
const openSession = createAuthEndpoint.serverOnly(
  { method: 'POST', body: z.object({ userId: z.string() }) },
  async (context) => {
    const { internalAdapter } = context.context
    const user = await internalAdapter.findUserById(context.body.userId)
    if (!user) throw new Error('a session for a person who is not there')
    const session = await internalAdapter.createSession(user.id)
    await setSessionCookie(context, { session, user })
    return context.json({ opened: true })
  },
)

/** better-auth with exactly what Goherd uses: email, password, sessions in the database, a role on the person. */
export function createAuth({
  database,
  publicUrl,
  secret,
}: {
  database: Database
  publicUrl: string
  secret: string
}) {
  const secure = publicUrl.startsWith('https:')
  const options = {
    appName: 'Goherd',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    database: prismaAdapter(database.prisma, { provider: 'postgresql', transaction: true }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Requests are limited and checked for their origin before they come here, on every route alike.
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 256 },
    user: {
      additionalFields: { role: { type: [...ROLES], required: true, defaultValue: 'viewer', input: false } },
    },
    session: { expiresIn: WEEK_SECONDS, updateAge: WEEK_SECONDS / 7 },
    advanced: {
      disableCSRFCheck: true,
      disableOriginCheck: true,
      // The prefix __Host- ties a cookie to this host and to https; better-auth's own would be __Secure-.
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: secure ? '__Host-goherd_session' : 'goherd_session',
          attributes: { secure, sameSite: 'lax', httpOnly: true, path: '/' },
        },
      },
    },
    plugins: [{ id: 'goherd-links', endpoints: { openSession } }],
  } satisfies BetterAuthOptions
  return betterAuth(options)
}
export type Auth = ReturnType<typeof createAuth>

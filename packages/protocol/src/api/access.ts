import { z } from 'zod'
import { name, role, timestamp } from '../values.js'

export const createEnrollmentToken = z.object({
  group: name,
  uses: z.number().int().min(1).max(10_000).default(1),
  /** Seconds to live. */
  ttlSeconds: z
    .number()
    .int()
    .min(60)
    .max(30 * 24 * 3600)
    .default(3600),
  note: z.string().max(200).default(''),
})
export const enrollmentToken = z.object({
  id: z.string(),
  group: name,
  note: z.string(),
  uses: z.number().int(),
  used: z.number().int(),
  createdBy: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp,
  state: z.enum(['valid', 'used-up', 'expired', 'revoked']),
})
/** The only answer that carries the secret itself. */
export const createdEnrollmentToken = enrollmentToken.extend({ token: z.string() })
export const enrollmentTokenList = z.object({ tokens: z.array(enrollmentToken) })

export const createApiToken = z.object({
  name: z.string().min(1).max(100),
  role: role.default('viewer'),
  ttlSeconds: z
    .number()
    .int()
    .min(60)
    .max(366 * 24 * 3600)
    .nullable()
    .default(null),
})
export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  role,
  owner: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
})
export const createdApiToken = apiToken.extend({ token: z.string() })
export const apiTokenList = z.object({ tokens: z.array(apiToken) })

/** The first administrator, created through the one-time link that the server prints at its first start. */
export const setupRequest = z.object({
  token: z.string().max(256),
  name: z.string().trim().min(1).max(100),
  email: z.email().max(254),
  password: z.string().min(12, 'use at least 12 characters').max(256),
})
/** Answered with a session cookie, and with an API token (role admin) when `apiToken` was asked for. */
export const setupRequestWithToken = setupRequest.extend({ apiToken: z.boolean().default(false) })
export const setupAnswer = z.object({ email: z.string(), apiToken: z.string().nullable() })

/** How an invited person chooses a password, with the token of the invitation; answered with a session cookie. */
export const passwordRequest = setupRequest.pick({ token: true, password: true })
export const passwordAnswer = z.object({ email: z.string() })

/** A link that signs its visitor in as the caller's own account. */
export const createSignInLink = z.object({
  ttlSeconds: z
    .number()
    .int()
    .min(60)
    .max(24 * 3600)
    .default(600),
  uses: z.number().int().min(1).max(100).default(1),
})
export const signInLink = z.object({ url: z.string(), expiresAt: timestamp })

export const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  createdAt: timestamp,
})
export const peopleList = z.object({ people: z.array(person) })
/** Answered with a one-time link with which the new person chooses a password. */
export const invitePerson = z.object({
  name: z.string().trim().min(1).max(100),
  email: z.email().max(254),
  role,
})
export const invitedPerson = person.extend({ link: z.string() })
export const changeRole = z.object({ role })

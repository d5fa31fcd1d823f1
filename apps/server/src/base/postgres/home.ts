import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import { readJson, writePrivate } from '../data-folder/index.js'
import { GoherdError } from '../errors/index.js'
import { canWrite, type UnprivilegedUser } from './unprivileged-user.js'

/** Where one data folder's PostgreSQL lives, as `GOHERD_DATA/postgres.json` remembers it. */
const settings = z.object({
  /** Random; where the home is elsewhere, the same in `home/belongs-to.json`. */
  id: z.string(),
  /** In the file relative to the data folder when it is inside it. */
  home: z.string(),
  port: z.number().int(),
  password: z.string(),
})
export type PostgresSettings = z.infer<typeof settings>

const owner = z.object({ id: z.string(), dataDir: z.string() })

/** Folders every user can usually reach, for when the data folder is one that only root can. */
const ELSEWHERE = ['/var/lib/goherd-postgres', '/var/tmp/goherd-postgres', join(tmpdir(), 'goherd-postgres')]

/**
 * Finds the home of a data folder's PostgreSQL again, or makes one: under the data folder, or elsewhere when
 * the user PostgreSQL runs as cannot get there.
 * @param dataDir exists
 */
export function openHome(
  dataDir: string,
  user: UnprivilegedUser | undefined,
  elsewhere: readonly string[] = ELSEWHERE,
): PostgresSettings {
  const file = join(dataDir, 'postgres.json')
  const saved = readJson(file, settings)
  const known = saved && { ...saved, home: resolve(dataDir, saved.home) }
  if (known && isReachable(known.home, user)) {
    if (!isInside(known.home, dataDir)) claim(known, dataDir)
    return known
  }
  if (known && existsSync(join(known.home, 'data'))) {
    throw new GoherdError('unavailable', 'postgres_home_unreachable', {
      message: `the database of this data folder is in ${known.home}, which ${user?.name ?? 'this user'} cannot reach`,
      hint: `Give that folder back to ${user?.name ?? 'this user'}, or start the server as the user who started it before.`,
    })
  }
  const made = {
    ...makeHome(dataDir, user, elsewhere),
    port: 0,
    password: randomBytes(24).toString('base64url'),
  }
  writePrivate(
    join(made.home, 'belongs-to.json'),
    JSON.stringify({ id: made.id, dataDir: realpathSync(dataDir) }),
  )
  saveSettings(dataDir, made)
  return made
}

/** Remembers the settings, readable for the server's own user only. */
export function saveSettings(dataDir: string, values: PostgresSettings): void {
  // Relative where it can be, so that the folder can be moved or copied with all that is in it.
  const home = isInside(values.home, dataDir) ? relative(dataDir, values.home) : values.home
  writePrivate(join(dataDir, 'postgres.json'), `${JSON.stringify({ ...values, home }, null, 2)}\n`)
}

function isInside(home: string, dataDir: string): boolean {
  return home.startsWith(`${dataDir}${sep}`)
}

function makeHome(
  dataDir: string,
  user: UnprivilegedUser | undefined,
  elsewhere: readonly string[],
): { id: string; home: string } {
  const id = randomBytes(9).toString('base64url')
  const places = [join(dataDir, 'postgres'), ...elsewhere.map((folder) => join(folder, id))]
  const home = places.find((place) => prepare(place, user))
  for (const place of places.slice(0, home ? places.indexOf(home) : undefined)) removeEmpty(place)
  if (!home) {
    throw new GoherdError('unavailable', 'no_place_for_postgres', {
      message: `${user?.name ?? 'this user'} can reach none of ${places.join(', ')}`,
      hint: 'Set GOHERD_DATA to a folder every user can go into, or GOHERD_DATABASE_URL to a PostgreSQL server.',
    })
  }
  return { id, home }
}

/** Takes away what prepare made in vain; a folder with anything in it stays. */
function removeEmpty(place: string): void {
  try {
    rmdirSync(place)
  } catch {
    // It was never made, or holds something.
  }
}

/** Makes the folder, gives it to the user, and says whether that user can really use it. */
function prepare(home: string, user: UnprivilegedUser | undefined): boolean {
  try {
    const parent = join(home, '..')
    if (!existsSync(parent)) mkdirSync(parent, { recursive: true, mode: 0o711 })
    mkdirSync(home, { recursive: true, mode: 0o700 })
    chmodSync(home, 0o700)
    if (user) chownSync(home, user.uid, user.gid)
  } catch {
    // Not a place that can be used; the next one is tried.
    return false
  }
  return isReachable(home, user)
}

function isReachable(home: string, user: UnprivilegedUser | undefined): boolean {
  return canWrite(home, user)
}

/** A copied data folder must not start a second server on the first one's database. */
function claim(known: PostgresSettings, dataDir: string): void {
  const here = realpathSync(dataDir)
  const file = join(known.home, 'belongs-to.json')
  const belongs = readJson(file, owner)
  if (belongs?.id === known.id && belongs.dataDir === here) return
  const other = belongs && belongs.dataDir !== here ? join(belongs.dataDir, 'postgres.json') : undefined
  if (belongs && belongs.id !== known.id) throw sharedHome(known.home, belongs.dataDir)
  if (other && existsSync(other) && !isSameFile(other, join(here, 'postgres.json'))) {
    const theirs = settings.safeParse(JSON.parse(readFileSync(other, 'utf8')))
    if (theirs.success && theirs.data.id === known.id) throw sharedHome(known.home, belongs?.dataDir ?? '')
  }
  // The data folder was moved: the database goes with it.
  writePrivate(file, JSON.stringify({ id: known.id, dataDir: here }))
}

function isSameFile(a: string, b: string): boolean {
  const [left, right] = [statSync(a), statSync(b)]
  return left.dev === right.dev && left.ino === right.ino
}

function sharedHome(home: string, dataDir: string): GoherdError {
  return new GoherdError('conflict', 'data_folder_copied', {
    message: `this data folder is a copy: its database in ${home} belongs to ${dataDir}`,
    hint: 'Start with the original folder, or with an empty GOHERD_DATA, or set GOHERD_DATABASE_URL.',
  })
}

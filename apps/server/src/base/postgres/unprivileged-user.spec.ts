import { expect, it } from 'vitest'
import { pickUser } from './unprivileged-user.js'

const line = (name: string, uid: number, gid = uid) =>
  `${name}:x:${uid}:${gid}::/nonexistent:/usr/sbin/nologin`
const passwd = (...lines: string[]) => [line('root', 0), ...lines, ''].join('\n')

it('a user of its own comes first, then nobody', () => {
  const everybody = [line('daemon', 1), line('nobody', 65534), line('goherd', 990)]
  expect(pickUser(passwd(...everybody))).toEqual({ name: 'goherd', uid: 990, gid: 990 })
  expect(pickUser(passwd(line('daemon', 1), line('nobody', 65534)))?.name).toBe('nobody')
  expect(pickUser(passwd(line('daemon', 1)))?.name).toBe('daemon')
})

it('never root, whatever its name, nor the machine’s own postgres', () => {
  expect(pickUser(passwd(line('nobody', 0), line('postgres', 101)))).toBeUndefined()
  expect(pickUser(passwd(line('nobody', 65534, 0)))).toBeUndefined()
  expect(pickUser('')).toBeUndefined()
})

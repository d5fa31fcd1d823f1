import { expect, it } from 'vitest'
import { pickHosts } from './pick-hosts.js'

const host = (id: string, platform = 'linux/amd64', online = true) => ({ id, platform, online })
const ids = (hosts: readonly { id: string }[]) => hosts.map(({ id }) => id).join('')

it('takes the first ones, but one of each platform before that', () => {
  const hosts = [host('a'), host('b'), host('c', 'linux/arm64'), host('d')]
  expect(ids(pickHosts(hosts, 1))).toBe('a')
  expect(ids(pickHosts(hosts, 2))).toBe('ac')
  expect(ids(pickHosts(hosts, 3))).toBe('abc')
  expect(ids(pickHosts(hosts, 9))).toBe('abcd')
  expect(pickHosts(hosts, 0)).toEqual([])
  expect(pickHosts([], 3)).toEqual([])
})

it('asks those that are there, and waits for somebody only when nobody is', () => {
  const away = (id: string) => host(id, 'linux/amd64', false)
  expect(ids(pickHosts([away('a'), host('b'), away('c'), host('d')], 3))).toBe('bd')
  expect(ids(pickHosts([away('a'), away('b')], 1))).toBe('a')
})

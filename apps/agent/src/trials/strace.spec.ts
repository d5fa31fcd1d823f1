import { describe, expect, it } from 'vitest'
import { BEGIN, momentsIn } from './strace.js'

describe('momentsIn', () => {
  const begin = `1.0 access("${BEGIN}", F_OK) = -1 ENOENT`
  const main = [
    '0.5 write(1<pipe:[1]>, "", 1) = 1',
    begin,
    '1.1 write(7</root/a>, "", 1) = 1',
    '1.3 rename("/root/a", "/root/b") = 0',
    '1.4 write(9</elsewhere/c>, "", 1) = 1',
  ]

  it('lists calls below the folder since the start was over, as strace counts them', () => {
    expect(momentsIn([main], '/root')).toEqual([
      { call: 'write', n: 2 },
      { call: 'rename', n: 1 },
    ])
  })

  it('leaves out a number that another thread comes to sooner, somewhere else', () => {
    const pool = ['0.6 write(4<eventfd>, "", 8) = 8', '0.9 write(4<eventfd>, "", 8) = 8']
    expect(momentsIn([main, pool], '/root')).toEqual([{ call: 'rename', n: 1 }])
  })

  it('is empty for a process that never began', () => {
    expect(momentsIn([main.slice(2)], '/root')).toEqual([])
  })
})

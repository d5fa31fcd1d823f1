import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeUserCode, readUserCode, showUserCode } from './user-code.js'

describe('user codes', () => {
  it('have eight letters that cannot be mistaken for others', () => {
    const codes = Array.from({ length: 2000 }, () => makeUserCode(randomBytes))
    expect(codes.every((code) => /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(code))).toBe(true)
    expect(new Set(codes).size).toBe(2000)
    expect(new Set(codes.join('')).size).toBe(20)
  })

  it('use no byte that would make some letters likelier than others', () => {
    const rounds = [
      Uint8Array.of(255, 254, 250, 245, 240, 241, 242, 243),
      Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 239),
    ]
    expect(makeUserCode(() => rounds.shift() ?? new Uint8Array(8))).toBe('BCDFGHJZ')
  })

  it.each(['BCDF-GHJK', 'bcdfghjk', ' bcdf ghjk ', 'bcdf–ghjk'])('%j is read as it was meant', (typed) => {
    expect(readUserCode(typed)).toBe('BCDFGHJK')
    expect(showUserCode(readUserCode(typed))).toBe('BCDF-GHJK')
  })
})

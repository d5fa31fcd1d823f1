import { expect, it } from 'vitest'
import { linkMoves } from './versions.js'

it('a link is replaced by one rename', () => {
  expect(linkMoves('linux')).toEqual(linkMoves('darwin'))
  expect(linkMoves('linux').filter((move) => 'name' in move && move.name === 'current')).toEqual([])
  expect(linkMoves('linux').at(-1)).toEqual({ kind: 'rename', from: 'current.next', to: 'current' })
})

it('a junction is taken away first, with its successor in place', () => {
  const moves = linkMoves('win32')
  const made = moves.findIndex((move) => move.kind === 'link')
  expect(moves[made]).toEqual({ kind: 'link', name: 'current.next', type: 'junction' })
  expect(moves.findIndex((move) => move.kind === 'unlink' && move.name === 'current')).toBeGreaterThan(made)
  expect(moves.at(-1)).toEqual({ kind: 'rename', from: 'current.next', to: 'current' })
})

import { expect, it } from 'vitest'
import { readSettings } from './read-settings.js'

it('reads names and values; a value may contain =, and may be empty', () => {
  expect(readSettings(['GOPROXY=https://p.example.com?x=1,direct', 'GOFLAGS='])).toEqual({
    GOPROXY: 'https://p.example.com?x=1,direct',
    GOFLAGS: '',
  })
})

it.each(['GOPROXY', '=x', 'PATH=/tmp', 'GOFLAGS=-exec=/tmp/x', 'GOPROXY=a\nb'])('refuses %j', (text) => {
  expect(() => readSettings([text])).toThrow(expect.objectContaining({ exit: 'usage' }))
})

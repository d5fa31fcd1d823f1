import { describe, expect, it } from 'vitest'
import { parseGoSource } from './go-source.js'

describe('parseGoSource', () => {
  it('asks a site as the official one is asked, then for dl.json', () => {
    expect(parseGoSource('https://go.dev/dl')).toEqual({
      kind: 'site',
      name: 'https://go.dev/dl',
      indexes: ['https://go.dev/dl/?mode=json&include=all', 'https://go.dev/dl/dl.json'],
      files: 'https://go.dev/dl',
    })
  })

  it.each(['https://go.dev/dl/', 'https://go.dev/dl/?mode=json', 'https://go.dev/dl#stable'])(
    'reads %s as the same site',
    (text) => {
      expect(parseGoSource(text)).toEqual(parseGoSource('https://go.dev/dl'))
    },
  )

  it('takes an URL that ends in .json for the index, with the files beside it', () => {
    expect(parseGoSource('http://mirror/go/dl.json')).toEqual({
      kind: 'site',
      name: 'http://mirror/go/dl.json',
      indexes: ['http://mirror/go/dl.json'],
      files: 'http://mirror/go',
    })
  })

  it('uses credentials and does not show them', () => {
    const source = parseGoSource('https://ci:secret@mirror.example/go')
    expect(source.name).toBe('https://mirror.example/go')
    expect(source).toMatchObject({ files: 'https://ci:secret@mirror.example/go' })
  })

  it.each([
    ['/srv/go', '/srv/go'],
    ['file:///srv/go', '/srv/go'],
  ])('takes %s for a folder', (text, folder) => {
    expect(parseGoSource(text)).toEqual({ kind: 'folder', name: folder, folder })
  })
})

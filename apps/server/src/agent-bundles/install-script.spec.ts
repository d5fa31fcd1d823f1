import { describe, expect, it } from 'vitest'
import { type BundleIndex, bundleIndex, newestOf, refsOf } from './bundle-index.js'
import { quoteForPowerShell, quoteForSh, renderScript } from './install-script.js'

const bundle = (version: string, platform: 'linux-x64' | 'windows-x64' | 'any') => ({
  version,
  platform,
  filename: `goherd-agent-${version}-${platform}.${platform === 'windows-x64' ? 'zip' : 'tar.gz'}`,
  sha256: 'a'.repeat(64),
  size: 45_000_000,
  node: platform === 'any' ? null : '22.23.3',
})
const index: BundleIndex = {
  format: 1,
  version: '0.2.0',
  bundles: [bundle('0.1.0', 'linux-x64'), bundle('0.2.0', 'linux-x64'), bundle('0.2.0', 'any')],
}

describe('bundles.json', () => {
  it('is taken as the bundles are made', () => {
    expect(bundleIndex.parse(JSON.parse(JSON.stringify(index)))).toEqual(index)
  })

  it.each([
    ['a path for a name', { filename: '../goherd-agent-1.tar.gz' }],
    ['a short digest', { sha256: 'abc' }],
    ['no bytes', { size: 0 }],
    ['more than a gigabyte', { size: 2 ** 31 }],
    ['a platform nobody has', { platform: 'plan9-x64' }],
  ])('is refused with %s', (_, change) => {
    const bundles = [{ ...bundle('0.1.0', 'any'), ...change }]
    expect(bundleIndex.safeParse({ ...index, bundles }).success).toBe(false)
  })

  it('gives new hosts its own version', () => {
    expect(newestOf(index).map(({ platform }) => platform)).toEqual(['linux-x64', 'any'])
  })

  it('speaks to assignments in Go’s words, and of one version', () => {
    const refs = refsOf(index, '0.2.0')
    expect(refs['linux/amd64']).toEqual({
      version: '0.2.0',
      filename: 'goherd-agent-0.2.0-linux-x64.tar.gz',
      sha256: 'a'.repeat(64),
      size: 45_000_000,
    })
    expect(refs['darwin/arm64']?.filename).toBe('goherd-agent-0.2.0-any.tar.gz')
    expect(Object.keys(refsOf(index, '0.1.0'))).toEqual(['linux/amd64'])
    expect(refsOf(index, '9.9.9')).toEqual({})
  })
})

describe('a script', () => {
  const template = 'server=@SERVER@\nversion=@VERSION@\nbundles=@BUNDLES@\n'
  const facts = { server: 'https://go.example', version: '0.2.0', bundles: newestOf(index) }

  it('is told where from, which and what', () => {
    expect(renderScript(template, facts, quoteForSh)).toBe(
      `server='https://go.example'\nversion='0.2.0'\nbundles='linux-x64 goherd-agent-0.2.0-linux-x64.tar.gz ${'a'.repeat(64)} 45000000\nany goherd-agent-0.2.0-any.tar.gz ${'a'.repeat(64)} 45000000'\n`,
    )
  })

  it('takes no word of an address for a command', () => {
    expect(quoteForSh(`https://a'; rm -rf / #`)).toBe(`'https://a'\\''; rm -rf / #'`)
    expect(quoteForPowerShell(`https://a'; x ’`)).toBe(`'https://a''; x ’’'`)
    const server = '$&$1'
    expect(renderScript(template, { ...facts, server }, quoteForSh)).toContain(`server='$&$1'`)
  })

  it('must have each place once', () => {
    for (const broken of ['', template + template, template.replace('@VERSION@', '')])
      expect(() => renderScript(broken, facts, quoteForSh)).toThrow(RangeError)
  })
})

import { suggest } from '@goherd/host-query'
import { describe, expect, it } from 'vitest'
import { aHost } from '../../testing/sample-fleet'
import { vocabularyOf } from './vocabulary'

const hosts = [
  aHost({ name: 'ci-1', labels: { env: 'prod', rack: 'r2' } }),
  aHost({ name: 'ci-2', labels: { env: 'dev' }, platform: 'darwin/arm64', agentVersion: '0.2.0' }),
  aHost({ name: 'ci-3', labels: { env: 'prod' } }),
]

describe('the words of a list', () => {
  it('are names, platforms, agents and labels, each once', () => {
    const words = vocabularyOf(hosts)
    expect(words.names).toEqual(['ci-1', 'ci-2', 'ci-3'])
    expect(words.platforms).toEqual(['darwin/arm64', hosts[0]?.platform])
    expect(words.agents).toContain('0.2.0')
    expect(words.labels).toEqual({ env: ['dev', 'prod'], rack: ['r2'] })
  })

  it.each([
    ['label.r', 'label.rack'],
    ['label.env=p', 'prod'],
    ['name:ci', 'ci-2'],
    ['platform:dar', 'darwin/arm64'],
  ])('complete %s', (text, word) => {
    const offered = suggest(text, text.length, vocabularyOf(hosts)).items.map(({ insert }) => insert)
    expect(offered.some((insert) => insert.includes(word))).toBe(true)
  })

  it('are those of the first hosts of a long list', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => aHost({ name: `h-${n}` }))
    expect(vocabularyOf(many).names).toHaveLength(1_000)
  })
})

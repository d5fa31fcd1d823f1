import { describe, expect, it } from 'vitest'
import { missingEntries, platformOf } from './complete-lock.mjs'

describe('platformOf', () => {
  it.each([
    ['@biomejs/cli-win32-arm64', { os: ['win32'], cpu: ['arm64'] }],
    ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@swc/core-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@turbo/darwin-64', { os: ['darwin'], cpu: ['x64'] }],
    ['@turbo/windows-arm64', { os: ['win32'], cpu: ['arm64'] }],
    ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
  ])('%s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform)
  })

  it.each(['sharp', '@types/react', 'fsevents'])('is unknown for %s', (name) => {
    expect(platformOf(name)).toBeUndefined()
  })
})

describe('missingEntries', () => {
  const turbo = {
    version: '2.0.0',
    dev: true,
    optionalDependencies: { '@turbo/darwin-64': '2.0.0', '@turbo/linux-64': '2.0.0' },
  }

  it('adds what nothing in the lock file gives, in the order of npm', () => {
    const missing = missingEntries({ 'node_modules/turbo': turbo, 'node_modules/@turbo/linux-64': {} })
    expect(JSON.stringify(missing)).toBe(
      '{"node_modules/@turbo/darwin-64":{"version":"2.0.0","cpu":["x64"],"dev":true,"optional":true,"os":["darwin"]}}',
    )
  })

  it('finds what lies beside a nested package, or above it', () => {
    const packages = {
      'apps/x/node_modules/turbo': turbo,
      'apps/x/node_modules/@turbo/darwin-64': {},
      'node_modules/@turbo/linux-64': {},
    }
    expect(missingEntries(packages)).toEqual({})
  })

  it('leaves alone what has no exact version or names no platform', () => {
    const optionalDependencies = { '@x/linux-x64': '^1.0.0', sharp: '1.0.0' }
    expect(missingEntries({ 'node_modules/x': { optionalDependencies } })).toEqual({})
  })
})

import { describe, expect, it } from 'vitest'
import { DemoFailure, describeFailure } from './demo-failure.js'
import { readOptions } from './options.js'

const DEFAULTS = { hosts: 500, seed: 1, port: 0, data: undefined, load: undefined, server: undefined }

describe('the options of a demo', () => {
  it.each([
    [[], DEFAULTS],
    [['--hosts', '10000', '--seed', '7'], { ...DEFAULTS, hosts: 10_000, seed: 7 }],
    [['--hosts=20000', '--load=200', '--port=7411'], { ...DEFAULTS, hosts: 20_000, load: 200, port: 7411 }],
    [['--data', 'somewhere'], { ...DEFAULTS, data: 'somewhere' }],
    [
      ['--server', 'https://goherd.example.com/', '--token', 't'],
      { ...DEFAULTS, server: { url: 'https://goherd.example.com', token: 't' } },
    ],
  ])('%j', (argv, options) => expect(readOptions(argv)).toEqual(options))

  it('takes the token from the environment, where other users of the machine cannot see it', () => {
    const { server } = readOptions(['--server', 'http://127.0.0.1:7400'], { GOHERD_TOKEN: 'secret' })
    expect(server).toEqual({ url: 'http://127.0.0.1:7400', token: 'secret' })
  })

  it.each([
    [['--hosts', '0'], '--hosts is not possible: at least 1'],
    [['--hosts', '20001'], '--hosts is not possible: at most 20000'],
    [['--hosts', 'many'], '--hosts is not possible: a whole number'],
    [['--load', '1.5'], '--load is not possible: a whole number'],
    [['--server', 'ftp://x', '--token', 't'], '--server is not possible: an address'],
    [['--server', 'http://x'], '--server needs --token'],
    [['--server', 'http://x', '--token', 't', '--data', 'd'], '--data is the folder of a server'],
    [['--colour'], "Unknown option '--colour'"],
    [['more'], "Unexpected argument 'more'"],
  ])('%j is refused with a reason', (argv, message) => {
    expect(() => readOptions(argv)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
    )
  })
})

describe('a failure', () => {
  it('says what, why and what to do', () => {
    const failure = new DemoFailure('not_built', 'the server is not built', {
      hint: 'Build it.',
      cause: new Error('no such file'),
    })
    expect(describeFailure(failure)).toBe(
      'not_built: the server is not built\n  why:  no such file\n  what to do: Build it.',
    )
  })

  it('that nobody foresaw comes with its stack', () => {
    expect(describeFailure(new TypeError('x is not a function'))).toContain('at ')
    expect(describeFailure('odd')).toBe('odd')
  })
})

import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.mjs'

describe('readSettings', () => {
  it('has defaults for everything', () => {
    expect(readSettings({}, '/clone')).toEqual({
      port: 7400,
      host: '127.0.0.1',
      url: 'http://127.0.0.1:7400',
      data: '/clone/.goherd',
      demoHosts: 3,
    })
  })

  it('takes what the environment says, folders below the clone', () => {
    const env = { GOHERD_PORT: '8000', GOHERD_DATA: 'elsewhere', GOHERD_DEMO_HOSTS: '0', GOHERD_HOST: '::' }
    expect(readSettings(env, '/clone')).toMatchObject({
      port: 8000,
      url: 'http://127.0.0.1:8000',
      data: '/clone/elsewhere',
      demoHosts: 0,
    })
  })

  it.each([
    ['GOHERD_PORT', '0'],
    ['GOHERD_PORT', '70000'],
    ['GOHERD_PORT', 'http'],
    ['GOHERD_DEMO_HOSTS', '-1'],
    ['GOHERD_DEMO_HOSTS', '2.5'],
  ])('refuses %s=%s with what to write instead', (name, value) => {
    expect(() => readSettings({ [name]: value }, '/clone')).toThrow(
      expect.objectContaining({ code: 'bad_setting', hint: expect.stringContaining(name) }),
    )
  })
})

import { existsSync, readdirSync } from 'node:fs'
import { smallGoRelease } from '@goherd/go-archive/tar-maker'
import { failure } from '@goherd/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AgentError } from './agent-error.js'
import { probe } from './probe.js'
import { archiveOf, goodRelease, install, type Sandbox, sandbox, scriptedGo } from './sandbox.js'

const RELEASE = 'go1.22.12'
const never = new AbortController().signal
let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
})
afterEach(() => box.remove())

async function probed(go: string): Promise<AgentError> {
  await install(box.layout, archiveOf(RELEASE, smallGoRelease(RELEASE, go)))
  const error = await probe(box.layout, RELEASE, never).then(() => new Error('it passed'), AgentError.from)
  expect(error).toBeInstanceOf(AgentError)
  expect(readdirSync(box.layout.staging)).toEqual([])
  return AgentError.from(error)
}

describe('probe', () => {
  it('says what go version says, after a program was built and run', async () => {
    await install(box.layout, goodRelease(RELEASE))
    const found = await probe(box.layout, RELEASE, never)
    expect(found).toEqual({ goVersion: RELEASE, durationMs: expect.any(Number) })
    expect(readdirSync(box.layout.staging)).toEqual([])
  })

  it('keeps what a failing go printed', async () => {
    const error = await probed('#!/bin/sh\necho "fatal: bad tree" >&2; exit 3\n')
    expect(error).toMatchObject({ code: 'probe_failed', message: 'go version ended with status 3' })
    expect(failure.parse(error.toFailure()).cause).toBe('fatal: bad tree')
  })

  it('notices a go that answers for another release', async () => {
    const error = await probed(scriptedGo('go1.22.11'))
    expect(error).toMatchObject({
      code: 'probe_wrong_version',
      message: expect.stringContaining('go1.22.11'),
    })
  })

  it('notices a go that is another kind of machine’s', async () => {
    const error = await probed('\u007fELF nonsense')
    expect(error.code).toBe('probe_failed')
  })

  it('notices a compiler that fails', async () => {
    const go = `#!/bin/sh\n[ "$1" = version ] && echo "go version ${RELEASE} linux/amd64" && exit 0\necho "cannot find fmt" >&2; exit 1\n`
    const error = await probed(go)
    expect(error).toMatchObject({ code: 'probe_failed', message: expect.stringContaining('go build') })
    expect(error.toFailure().cause).toBe('cannot find fmt')
  })

  it('notices a compiled program that does not run', async () => {
    const go = scriptedGo(RELEASE).replace(`echo goherd ${RELEASE} >&2`, () => 'kill -ILL $$')
    const error = await probed(go)
    expect(error).toMatchObject({ code: 'probe_failed', message: 'the compiled program was ended by SIGILL' })
  })

  it('gives the command nothing of its own environment', async () => {
    process.env.GOFLAGS = '-bad'
    process.env.GOROOT = '/nowhere'
    try {
      const go = `#!/bin/sh\n[ -n "$GOFLAGS$GOROOT$GOHERD_SECRET" ] && { env >&2; exit 1; }\n${scriptedGo(RELEASE).slice(10)}`
      await install(box.layout, archiveOf(RELEASE, smallGoRelease(RELEASE, go)))
      await expect(probe(box.layout, RELEASE, never)).resolves.toMatchObject({ goVersion: RELEASE })
    } finally {
      delete process.env.GOFLAGS
      delete process.env.GOROOT
    }
  })

  it('is ended by its signal, with the children of the command', async () => {
    const mark = `${box.folder}/mark`
    await install(
      box.layout,
      archiveOf(
        RELEASE,
        smallGoRelease(RELEASE, `#!/bin/sh\n(sleep 2; touch ${mark}) &\ntouch ${mark}.started\nwait\n`),
      ),
    )
    const stop = new AbortController()
    const work = probe(box.layout, RELEASE, stop.signal).catch(AgentError.from)
    while (!existsSync(`${mark}.started`)) await new Promise((later) => setTimeout(later, 10))
    stop.abort()
    expect(await work).toMatchObject({ code: 'aborted' })
    await new Promise((later) => setTimeout(later, 2300))
    expect(existsSync(mark)).toBe(false)
  })

  it('of a release that is not there says so', async () => {
    await expect(probe(box.layout, RELEASE, never)).rejects.toMatchObject({ code: 'probe_failed' })
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findLabels } from './find-labels.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-labels-'))
  writeFileSync(join(folder, 'labels'), 'env=file\nrack=file\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const none = { given: {}, file: null, command: null }
const nowhere = () => join(folder, 'nowhere')

describe('the labels of a host', () => {
  it('are those given by hand, then those of the file, then those of the command', async () => {
    const sources = {
      given: { env: 'hand' },
      file: join(folder, 'labels'),
      command: 'echo env=command; echo rack=command; echo zone=command',
    }
    expect(await findLabels(sources, nowhere())).toEqual({ env: 'hand', rack: 'file', zone: 'command' })
  })

  it('need no default file, and take it when it is there', async () => {
    expect(await findLabels(none, nowhere())).toEqual({})
    expect(await findLabels(none, join(folder, 'labels'))).toEqual({ env: 'file', rack: 'file' })
  })

  it('need the file that was named', async () => {
    await expect(findLabels({ ...none, file: nowhere() })).rejects.toMatchObject({
      code: 'labels_file_missing',
    })
  })

  it.each([
    ['echo broken >&2; exit 4', 'labels_command_failed', /ended with 4/],
    ['kill -9 $$', 'labels_command_failed', /was ended by SIGKILL/],
    ['echo "this is no label"', 'bad_labels', /line 1 of what/],
    ['yes a=1 | head -c 10000000; sleep 60', 'labels_command_failed', /did not end within 10 s/],
  ])('are not taken from `%s`', async (command, code, message) => {
    await expect(findLabels({ ...none, command }, nowhere())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })
})

import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layoutOf, prepareRoot } from '../disk/layout.js'
import { type Sandbox, sandbox } from '../disk/sandbox.js'
import { checkFileSystem, checkInodes, checkNetworkDisk, checkSpace, checkTemp } from './check-disk.js'
import { checkRoot } from './check-root.js'
import { canMount, patientOf, type SmallDisk, smallDisk } from './test-patient.js'

let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
})
afterEach(() => box.remove())

describe('a disk that is well', () => {
  it('is said to be, and nothing is left on it', async () => {
    const patient = await patientOf(box.layout)
    expect((await checkFileSystem(patient)).status).toBe('ok')
    expect((await checkSpace(patient)).status).toBe('ok')
    expect((await checkInodes(patient)).status).toBe('ok')
    expect((await checkTemp({ ...patient, tmp: box.folder })).status).toBe('ok')
    expect(checkNetworkDisk(patient).status).toBe('ok')
    expect(readdirSync(box.layout.staging)).toEqual([])
    expect(readdirSync(box.folder)).toEqual(['around'])
  })
})

const mounts = canMount()
if (!mounts) process.stderr.write('skipped, because this user may not mount: the disks that are ill\n')

describe.runIf(mounts)('a disk that is ill', () => {
  let disk: SmallDisk
  afterEach(() => disk.remove())

  async function ill(options: string) {
    disk = smallDisk(options)
    const layout = layoutOf(join(disk.folder, 'root'))
    await prepareRoot(layout)
    return patientOf(layout)
  }

  it('with noexec runs no program', async () => {
    const patient = await ill('size=8m,noexec')
    expect(await checkFileSystem(patient)).toMatchObject({
      status: 'fail',
      says: expect.stringContaining('are not run'),
      fix: 'Mount its file system without noexec.',
    })
    expect(await checkTemp({ ...patient, tmp: disk.folder })).toMatchObject({
      status: 'warn',
      says: expect.stringMatching(/^go run and go test fail/),
    })
  })

  it('that became read-only takes no file', async () => {
    const patient = await ill('size=8m')
    disk.remount('ro')
    expect(await checkFileSystem(patient)).toMatchObject({
      status: 'fail',
      says: expect.stringContaining('cannot be written'),
      fix: expect.stringContaining('mounted read-only'),
    })
    expect(checkRoot(patient)).toMatchObject({
      status: 'fail',
      says: expect.stringContaining('cannot be written'),
    })
    expect(await checkTemp({ ...patient, tmp: disk.folder })).toMatchObject({ status: 'fail' })
  })

  it('too small for an install says how much is missing', async () => {
    const patient = await ill('size=8m')
    expect(await checkSpace(patient)).toMatchObject({
      status: 'fail',
      says: expect.stringMatching(/^8 MB are free at .*; an install takes up to 467 MB$/),
    })
  })

  it('with room for one install only is a warning', async () => {
    expect((await checkSpace(await ill('size=600m'))).status).toBe('warn')
  })

  it('with few inodes says so', async () => {
    expect(await checkInodes(await ill('size=8m,nr_inodes=500'))).toMatchObject({
      status: 'fail',
      says: expect.stringMatching(/^4\d\d more files/),
    })
  })
})

describe('a root that is not there yet', () => {
  it('is judged by the folder above', async () => {
    const layout = layoutOf(join(box.folder, 'deep', 'root'))
    const patient = await patientOf(layout, { nearest: box.folder })
    expect(checkRoot(patient)).toMatchObject({
      status: 'ok',
      says: `${layout.root} is not there yet and can be made`,
    })
    expect((await checkFileSystem(patient)).status).toBe('ok')
    mkdirSync(join(box.folder, 'deep'))
    expect(readdirSync(join(box.folder, 'deep'))).toEqual([])
  })
})

import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { bytesNeeded, freeSpaceOf, refuseFull } from './free-space.js'

const MB = 1_000_000

describe('bytesNeeded', () => {
  it('counts the download, the unpacked tree and a margin', () => {
    const needed = bytesNeeded({ archiveSize: 68 * MB, toDownload: 68 * MB })
    expect(needed).toBeGreaterThan(5 * 68 * MB)
    expect(needed).toBeLessThan(5 * 68 * MB + 100 * MB)
  })

  it('counts only what is still to come of an interrupted download', () => {
    const whole = bytesNeeded({ archiveSize: 68 * MB, toDownload: 68 * MB })
    expect(whole - bytesNeeded({ archiveSize: 68 * MB, toDownload: 8 * MB })).toBe(60 * MB)
  })
})

describe('refuseFull', () => {
  it('lets pass what fits, to the byte', () => {
    expect(() => refuseFull('/r', { bytes: 400 * MB, inodes: null }, 400 * MB)).not.toThrow()
    expect(() => refuseFull('/r', { bytes: 400 * MB, inodes: 20_000 }, 400 * MB)).not.toThrow()
  })

  it('says both numbers when it does not fit', () => {
    expect(() => refuseFull('/srv/go', { bytes: 399 * MB, inodes: null }, 400 * MB)).toThrow(
      expect.objectContaining({ code: 'disk_full', message: '/srv/go has 399 MB free, 400 MB are needed' }),
    )
  })

  it('minds the number of files a file system can hold', () => {
    expect(() => refuseFull('/r', { bytes: 1e12, inodes: 19_999 }, 1)).toThrow(
      expect.objectContaining({ code: 'disk_full', message: expect.stringContaining('19999 more files') }),
    )
  })
})

describe('freeSpaceOf', () => {
  it('asks the file system of a folder', async () => {
    expect((await freeSpaceOf(tmpdir())).bytes).toBeGreaterThan(0)
  })
})

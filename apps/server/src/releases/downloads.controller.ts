import { archiveRef } from '@goherd/protocol'
import { Controller, Get, Param, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import { z } from 'zod'
import { Open } from '../access/index.js'
import { ArchiveKeeper } from './archive-keeper.js'

const download = archiveRef.pick({ sha256: true, filename: true })
const YEAR_SECONDS = 31_536_000

@ApiTags('downloads')
@Controller('dl')
export class DownloadsController {
  constructor(private readonly keeper: ArchiveKeeper) {}

  /**
   * The bytes of a kept archive, also in part (Range, If-Range), for ever cacheable: the address holds the digest.
   * Answers 404 for anything that is not in the catalogue or that no group ever asked for.
   */
  @Get(':sha256/:filename')
  @Open('archives are public Go releases; agents know them by digest')
  async download(
    @Param({ schema: download }) params: z.infer<typeof download>,
    @Res() response: Response,
  ): Promise<void> {
    const { path, sha256, filename, size } = await this.keeper.keptOrWanted(params.sha256, params.filename)
    response.setHeader('ETag', `"${sha256}"`)
    response.setHeader('Content-Type', filename.endsWith('.zip') ? 'application/zip' : 'application/gzip')
    response.setHeader('Cache-Control', `public, max-age=${YEAR_SECONDS}, immutable`)
    const error = await sent(response, path)
    if (error === undefined || isGone(error)) return
    if (!('status' in error && error.status === 416)) throw error
    response.removeHeader('Cache-Control')
    response.status(416).setHeader('Content-Range', `bytes */${size}`).end()
  }
}

/** Sends a file, or the asked part of it. Answers what went wrong, once the response is finished with. */
function sent(response: Response, path: string): Promise<Error | undefined> {
  // The data folder may well be a hidden one.
  const options = { cacheControl: false, lastModified: false, dotfiles: 'allow' } as const
  return new Promise((resolve) => response.sendFile(path, options, resolve))
}

/** The client went away in the middle, which agents do to resume later. */
function isGone(error: Error): boolean {
  return (
    'code' in error &&
    (error.code === 'ECONNABORTED' || error.code === 'EPIPE' || error.code === 'ECONNRESET')
  )
}

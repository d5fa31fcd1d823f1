import { archiveRef } from '@goherd/protocol'
import { Controller, Get, Param, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import { z } from 'zod'
import { Open } from '../access/index.js'
import { sendFile } from '../base/http/index.js'
import { ArchiveKeeper } from './archive-keeper.js'

const download = archiveRef.pick({ sha256: true, filename: true })

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
    await sendFile(response, await this.keeper.keptOrWanted(params.sha256, params.filename))
  }
}

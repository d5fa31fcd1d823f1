import { readFile } from 'node:fs/promises'
import { agentBundle } from '@goherd/protocol'
import { Controller, Get, Header, Param, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import { z } from 'zod'
import { Open } from '../access/index.js'
import { ServerConfig } from '../base/config/index.js'
import { sendFile } from '../base/http/index.js'
import { AgentBundles } from './agent-bundles.js'
import type { BundleIndex } from './bundle-index.js'
import { quoteForPowerShell, quoteForSh, renderScript, WITHOUT_BUNDLES } from './install-script.js'

const download = agentBundle.pick({ sha256: true, filename: true })
/** In the order in which they are one script. */
const SH_PARTS = ['options.sh', 'machine.sh', 'install.sh', 'uninstall.sh']

@ApiTags('agent')
@Controller()
export class AgentBundlesController {
  constructor(
    private readonly bundles: AgentBundles,
    private readonly config: ServerConfig,
  ) {}

  /** The script that installs the agent on Linux and macOS: `curl -fsSL …/install.sh | sh`. */
  @Get('install.sh')
  @Open('hosts install the agent before they have an identity')
  @Header('Content-Type', 'text/x-shellscript; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  installSh(): Promise<string> {
    return this.#render(SH_PARTS, quoteForSh, WITHOUT_BUNDLES.sh)
  }

  /** The script that installs the agent on Windows. */
  @Get('install.ps1')
  @Open('hosts install the agent before they have an identity')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  installPs1(): Promise<string> {
    return this.#render(['install.ps1'], quoteForPowerShell, WITHOUT_BUNDLES.ps1)
  }

  /** Every bundle this server has, with digest and size. */
  @Get('agent/bundles.json')
  @Open('the bundles are the same for everybody')
  @Header('Cache-Control', 'no-cache')
  index(): Promise<BundleIndex> {
    return this.bundles.all()
  }

  /** The bytes of a bundle, also in part (Range, If-Range), for ever cacheable: the address holds the digest. */
  @Get('agent/dl/:sha256/:filename')
  @Open('the bundles are the same for everybody; agents know them by digest')
  async download(
    @Param({ schema: download }) params: z.infer<typeof download>,
    @Res() response: Response,
  ): Promise<void> {
    const { path, bundle } = await this.bundles.file(params.sha256, params.filename)
    await sendFile(response, { path, ...bundle })
  }

  async #render(
    parts: readonly string[],
    quote: (text: string) => string,
    otherwise: string,
  ): Promise<string> {
    const newest = await this.bundles.newest()
    if (newest === undefined) return otherwise
    const texts = await Promise.all(
      parts.map((name) => readFile(new URL(`./scripts/${name}`, import.meta.url), 'utf8')),
    )
    return renderScript(texts.join('\n'), { server: this.config.publicUrl, ...newest }, quote)
  }
}

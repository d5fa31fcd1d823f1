import { readFile } from 'node:fs/promises'
import type { Judgement } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { request } from 'undici'
import { ServerConfig } from '../base/config/index.js'
import { cannotTell, judgePrometheus, type PrometheusGate } from './prometheus-answer.js'

export const NO_PROMETHEUS = 'this server knows no Prometheus; set GOHERD_PROMETHEUS_URL'
const TIMEOUT_MS = 15_000
const MAX_ANSWER = 1 << 20

/** Asks the Prometheus that this server was started with. Whatever keeps it from answering is inconclusive. */
@Injectable()
export class PrometheusGates {
  constructor(private readonly config: ServerConfig) {}

  get isKnown(): boolean {
    return this.config.prometheusUrl !== undefined
  }

  async ask(gate: PrometheusGate, signal: AbortSignal): Promise<Judgement> {
    const { prometheusUrl } = this.config
    if (prometheusUrl === undefined) return cannotTell(NO_PROMETHEUS)
    try {
      const { statusCode, body } = await request(`${prometheusUrl.replace(/\/+$/, '')}/api/v1/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...(await this.authorization()) },
        body: new URLSearchParams({ query: gate.query }).toString(),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
      const text = await limited(body)
      if (statusCode !== 200) return cannotTell(`Prometheus answered ${statusCode}: ${text.slice(0, 200)}`)
      return judgePrometheus(gate, JSON.parse(text))
    } catch (error) {
      return cannotTell(`Prometheus could not be asked: ${error instanceof Error ? error.message : error}`)
    }
  }

  /** Read anew each time: whoever rotates the token need not start the server again. */
  private async authorization(): Promise<Record<string, string>> {
    const { prometheusTokenFile } = this.config
    if (prometheusTokenFile === undefined) return {}
    return { authorization: `Bearer ${(await readFile(prometheusTokenFile, 'utf8')).trim()}` }
  }
}

async function limited(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > MAX_ANSWER) throw new Error('the answer is larger than 1 MiB; aggregate in the query')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

import type { GateSpec } from '@goherd/protocol'
import type { Judgement } from '@goherd/rollout-engine'
import { z } from 'zod'

export type PrometheusGate = Extract<GateSpec, { kind: 'prometheus' }>

const sample = z.tuple([z.number(), z.string()])
const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: sample })),
    }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
  ]),
})

const HOLDS: Readonly<Record<PrometheusGate['op'], (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

interface Series {
  readonly name: string
  readonly value: number
}

/** What the answer of `/api/v1/query` means for a gate: every series has to hold; no data, or no number, is no measurement. */
export function judgePrometheus({ op, limit }: PrometheusGate, body: unknown): Judgement {
  const read = answer.safeParse(body)
  if (!read.success) return cannotTell('Prometheus answered in an unknown form')
  const series = seriesOf(read.data.data)
  if (series.length === 0) return cannotTell('the query has no data')
  const odd = series.find(({ value }) => Number.isNaN(value))
  if (odd) return cannotTell(`the query has no number${odd.name}`)
  const bad = series.find(({ value }) => !HOLDS[op](value, limit))
  const shown = bad ?? series[0]
  const more = series.length > 1 ? `, ${series.length} series` : ''
  const said = `${shown?.value} ${op} ${limit}${shown?.name}${bad ? ' does not hold' : ''}${more}`
  return { verdict: bad ? 'fail' : 'pass', said }
}

export function cannotTell(said: string): Judgement {
  return { verdict: 'inconclusive', said }
}

function seriesOf(data: z.infer<typeof answer>['data']): Series[] {
  if (data.resultType === 'scalar') return [{ name: '', value: numberOf(data.result[1]) }]
  return data.result.map(({ metric, value: [, value] }) => {
    const labels = Object.entries(metric).map(([label, text]) => `${label}=${text}`)
    return { name: labels.length > 0 ? ` (${labels.join(', ')})` : '', value: numberOf(value) }
  })
}

/** As Prometheus writes numbers, which is not quite as JavaScript does. */
function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  if (text === '-Inf') return Number.NEGATIVE_INFINITY
  return text === '' ? Number.NaN : Number(text)
}

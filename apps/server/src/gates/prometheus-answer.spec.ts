import { describe, expect, it } from 'vitest'
import { judgePrometheus, type PrometheusGate } from './prometheus-answer.js'

const gate = (op: PrometheusGate['op'], limit: number): PrometheusGate => ({
  ...{ kind: 'prometheus', name: 'errors', query: 'up', op, limit },
})
const vector = (...values: readonly string[]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: values.map((value, n) => ({ metric: { job: `j${n}` }, value: [1_700_000_000.5, value] })),
  },
})

describe('a Prometheus query', () => {
  it.each([
    ['<', 0.05, ['0.02'], 'pass', '0.02 < 0.05 (job=j0)'],
    ['<', 0.05, ['0.05'], 'fail', '0.05 < 0.05 (job=j0) does not hold'],
    ['<=', 0.05, ['0.05'], 'pass', '0.05 <= 0.05 (job=j0)'],
    ['>', 10, ['11'], 'pass', '11 > 10 (job=j0)'],
    ['>=', 10, ['9.5'], 'fail', '9.5 >= 10 (job=j0) does not hold'],
    ['<', 1, ['0', '0', '2'], 'fail', '2 < 1 (job=j2) does not hold, 3 series'],
    ['<', 1, ['+Inf'], 'fail', 'Infinity < 1 (job=j0) does not hold'],
    ['<', 1, ['-Inf'], 'pass', '-Infinity < 1 (job=j0)'],
  ] as const)('%s %d over %j', (op, limit, values, verdict, said) => {
    expect(judgePrometheus(gate(op, limit), vector(...values))).toEqual({ verdict, said })
  })

  it('may be a scalar', () => {
    const body = { status: 'success', data: { resultType: 'scalar', result: [1, '3'] } }
    expect(judgePrometheus(gate('<', 5), body)).toEqual({ verdict: 'pass', said: '3 < 5' })
  })

  it.each([
    ['no data', vector()],
    ['NaN', vector('0', 'NaN')],
    ['an empty value', vector('')],
    ['an error', { status: 'error', errorType: 'bad_data', error: 'parse error' }],
    ['a range', { status: 'success', data: { resultType: 'matrix', result: [] } }],
    ['a page', '<html>'],
    ['nothing', undefined],
  ])('with %s cannot tell', (_, body) => {
    expect(judgePrometheus(gate('<', 5), body).verdict).toBe('inconclusive')
  })
})

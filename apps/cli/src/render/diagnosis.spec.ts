import { expect, it } from 'vitest'
import type { Finding } from '../doctor/finding.js'
import { diagnosisText } from './diagnosis.js'
import { paletteOf } from './palette.js'

const found = (state: Finding['state'], hint: string | null = null): Finding => ({
  check: state,
  state,
  says: `it is ${state}`,
  hint,
})
const style = { palette: paletteOf(false), width: 80, now: 0 }

it('has a line for each check, and the remedy below', () => {
  const findings = [found('good'), found('warning', 'Look.'), found('bad', 'Mend it.'), found('skipped')]
  expect(diagnosisText({ ok: false, server: null, findings }, style)).toBe(
    [
      '✓ good     it is good',
      '! warning  it is warning',
      '           Look.',
      '✗ bad      it is bad',
      '           Mend it.',
      '– skipped  it is skipped',
      '',
      'Something is broken; see what is marked with ✗.',
    ].join('\n'),
  )
})

it.each([
  [[found('good')], 'All is well.'],
  [[found('good'), found('warning', 'x')], 'It works; see what is marked with !.'],
])('ends with what that means', (findings, last) => {
  expect(diagnosisText({ ok: true, server: 'http://x', findings }, style).split('\n').at(-1)).toBe(last)
})

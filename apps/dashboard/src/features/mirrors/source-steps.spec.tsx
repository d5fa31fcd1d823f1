import { expect, it } from 'vitest'
import { words } from '../../testing/render'
import { SourceSteps } from './source-steps'

const step = (
  name: 'reach' | 'catalogue' | 'archive' | 'digest',
  ok: boolean,
  hint: string | null = null,
) => ({
  ...{ step: name, ok, says: `${name} says`, hint, ms: 12 },
})

it('says how far the test came, what failed and what to do', () => {
  const steps = [step('reach', true), step('catalogue', false, 'Put a dl.json there.')]
  expect(words(<SourceSteps name="one" test={{ ok: false, steps }} />)).toBe(
    'one does not work. Reach it: ok. reach says 12 ms Read its catalogue: failed. catalogue says 12 ms Put a dl.json there.',
  )
})

it('says that all is well', () => {
  const steps = (['reach', 'catalogue', 'archive', 'digest'] as const).map((name) => step(name, true))
  expect(words(<SourceSteps name="one" test={{ ok: true, steps }} />)).toMatch(
    /^one works\. .*Compare its bytes: ok\./,
  )
})

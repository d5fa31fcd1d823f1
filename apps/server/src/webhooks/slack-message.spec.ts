import { expect, it } from 'vitest'
import { slackMessage } from './slack-message.js'

const body = {
  type: 'rollout.paused' as const,
  timestamp: '2026-01-01T00:00:00.000Z',
  data: {
    id: 'r1',
    says: 'Rollout of go1.23.5 is paused: 3 hosts failed, <2> & more',
    actor: 'Ada',
    url: 'https://go.example/rollouts/r1',
    details: {},
  },
}

it('says it in text and in blocks, with a link', () => {
  const said = 'Rollout of go1.23.5 is paused: 3 hosts failed, &lt;2&gt; &amp; more'
  expect(slackMessage(body)).toEqual({
    text: said,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: said } },
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: '`rollout.paused` · Ada · <https://go.example/rollouts/r1|open in Goherd>',
          },
        ],
      },
    ],
  })
})

it('leaves out who and where when nobody did it anywhere', () => {
  const bare = slackMessage({ ...body, data: { ...body.data, actor: null, url: null } })
  expect(JSON.stringify(bare.blocks[1])).toBe(
    '{"type":"context","elements":[{"type":"mrkdwn","text":"`rollout.paused`"}]}',
  )
})

it('is cut where Slack would refuse it', () => {
  const long = slackMessage({ ...body, data: { ...body.data, says: 'go1.23.5 '.repeat(1_000) } })
  expect(long.text).toHaveLength(2_001)
  expect(long.text.endsWith('…')).toBe(true)
})

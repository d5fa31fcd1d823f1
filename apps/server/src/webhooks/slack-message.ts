import type { WebhookBody } from '@goherd/protocol'

/** What a section of Slack's may hold is 3,000 characters; escaping makes some longer. */
const LONGEST = 2_000

/** A message as Slack's incoming webhooks take it, and those of Mattermost, Rocket.Chat and others after it. */
export interface SlackMessage {
  /** For notifications, and for those who do not read blocks. */
  readonly text: string
  readonly blocks: readonly object[]
}

/** What is announced, in the form of a chat. */
export function slackMessage({ type, data }: WebhookBody): SlackMessage {
  const says = escaped(data.says.length > LONGEST ? `${data.says.slice(0, LONGEST)}…` : data.says)
  const by = data.actor === null ? '' : ` · ${escaped(data.actor)}`
  const link = data.url === null ? '' : ` · <${data.url}|open in Goherd>`
  return {
    text: says,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: says } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: `\`${type}\`${by}${link}` }] },
    ],
  }
}

/** The three signs that mean something in Slack's text. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

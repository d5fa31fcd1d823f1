import type { z } from 'zod'
import { assignmentChanged } from './assignment.js'
import { checkAnswer, checkAsk, checkDone, checkDoneAnswer } from './check.js'
import { hostProgress, hostReport, reportAnswer } from './report.js'
import { hostRecheck, recheckAnswer, sessionClosed, sessionOpened } from './session.js'

/** The socket.io namespace of agents. */
export const AGENT_NAMESPACE = '/agent'
/** The largest message either side accepts, in bytes. */
export const MAX_MESSAGE_BYTES = 65_536

interface Message {
  readonly from: 'agent' | 'server'
  readonly payload: z.ZodType
  readonly answer: z.ZodType | undefined
}

/** Every message on the agent namespace. The server does not start when one from the agent has no handler. */
export const AGENT_MESSAGES = {
  'host.report': { from: 'agent', payload: hostReport, answer: reportAnswer },
  'host.progress': { from: 'agent', payload: hostProgress, answer: undefined },
  'check.done': { from: 'agent', payload: checkDone, answer: checkDoneAnswer },
  'check.ask': { from: 'server', payload: checkAsk, answer: checkAnswer },
  'session.opened': { from: 'server', payload: sessionOpened, answer: undefined },
  'session.closed': { from: 'server', payload: sessionClosed, answer: undefined },
  'assignment.changed': { from: 'server', payload: assignmentChanged, answer: undefined },
  'host.recheck': { from: 'server', payload: hostRecheck, answer: recheckAnswer },
} as const satisfies Record<string, Message>
export type AgentMessage = keyof typeof AGENT_MESSAGES

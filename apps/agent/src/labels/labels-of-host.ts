import { AgentError } from '../disk/agent-error.js'
import type { Log } from '../log.js'
import { findLabels } from './find-labels.js'
import type { Labels } from './parse-labels.js'

/** What of an identity says where its labels come from. */
export interface LabelledIdentity {
  readonly labels?: Labels | undefined
  readonly labelsFile?: string | undefined
  readonly labelsCommand?: string | undefined
}

/**
 * The labels of an enrolled host as they are at this start. undefined when a file or command failed, which is logged: the server
 * keeps those it was told last.
 */
export async function labelsOfHost(identity: LabelledIdentity, log: Log): Promise<Labels | undefined> {
  const { labels = {}, labelsFile = null, labelsCommand = null } = identity
  try {
    return await findLabels({ given: labels, file: labelsFile, command: labelsCommand })
  } catch (cause) {
    const { code, message, hint } = AgentError.from(cause)
    log.warn(`the labels of this host could not be read: ${message}`, { code, hint })
    return undefined
  }
}

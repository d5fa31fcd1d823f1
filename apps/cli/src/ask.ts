import { isCancel, password, text } from '@clack/prompts'
import { interruptedFailure } from './cli-failure.js'

interface Question {
  readonly message: string
  readonly placeholder?: string
  /** Says what is wrong with an answer; undefined accepts it. */
  readonly refuse: (answer: string) => string | undefined
  readonly secret?: boolean
}

/** Asks a person on the terminal (stderr, so that data can be piped on). Ctrl-C ends the command as interrupted. */
export async function ask({ message, placeholder, refuse, secret }: Question): Promise<string> {
  const options = {
    message,
    validate: (value: string | undefined) => refuse(value ?? ''),
    output: process.stderr,
  }
  const answer = await (secret
    ? password(options)
    : text({ ...options, ...(placeholder === undefined ? {} : { placeholder }) }))
  if (isCancel(answer)) throw interruptedFailure('Nothing was changed.')
  return answer
}

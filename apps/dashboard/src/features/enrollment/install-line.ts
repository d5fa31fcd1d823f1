/** The command that installs the agent on the machine it is run on, enrolls it and starts it. `origin` is where this server is reached. */
export function installLine(origin: string, token: string): string {
  return `curl -fsSL ${origin}/install.sh | sudo sh -s -- --token ${token}`
}

/** How long an enrollment token may live, for people to choose from, in seconds. */
export const LIFETIMES: readonly (readonly [seconds: number, words: string])[] = [
  [3600, '1 hour'],
  [24 * 3600, '1 day'],
  [7 * 24 * 3600, '7 days'],
  [30 * 24 * 3600, '30 days'],
]

import { number, seconds } from './screen.js'

/** What a person is told when the fleet stands. */
export interface Ready {
  readonly url: string
  readonly hosts: number
  readonly tookMs: number
  readonly hostMemoryBytes: number
  readonly serverMemoryBytes: number | undefined
  /** The data folder the command line reads its token from; undefined when the server was there before. */
  readonly data: string | undefined
  readonly kept: boolean
  /** The name of the largest group, and its newest release to try. */
  readonly group: string
  readonly newest: string
  /** Before the name of each host on a server that was there; empty on an own one. */
  readonly prefix: string
}

/** Who is there, where to look, and what to try. */
export function readyText(ready: Ready): string {
  const { url, hosts, tookMs, data, kept, group, newest, prefix } = ready
  const env = data === undefined ? '' : `GOHERD_DATA=${data} `
  const megabytes = (bytes: number) => `${number(bytes / 1e6)} MB`
  const server = ready.serverMemoryBytes
  const memory = [
    ...(server === undefined ? [] : [`server ${megabytes(server)}`]),
    `hosts ${megabytes(ready.hostMemoryBytes)}`,
  ].join(', ')
  return [
    '',
    `${number(hosts)} hosts stand after ${seconds(tookMs)} (${memory}).`,
    `Look:  ${url}`,
    '',
    'Try, in another terminal:',
    `  ${env}npx goherd status --watch`,
    `  ${env}npx goherd rollout start --group ${group} --go ${newest} --stages 1,5%,100% --reason "trying it" --yes --watch`,
    '',
    data === undefined
      ? `Ctrl-C ends the hosts; the server knows them until: goherd hosts rm -q 'name:${prefix}*' --reason demo`
      : `Ctrl-C ends everything${kept ? `; the data stays in ${data}` : ' and removes the data'}.`,
  ].join('\n')
}

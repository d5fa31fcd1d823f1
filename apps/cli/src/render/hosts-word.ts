/** `1 host`, `3 hosts`. */
export function hostsWord(count: number): string {
  return `${count} ${count === 1 ? 'host' : 'hosts'}`
}

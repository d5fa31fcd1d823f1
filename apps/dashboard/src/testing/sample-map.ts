import type { FleetMap, HostView } from '@goherd/protocol'

/** The map that the server would answer for these hosts, with the label of a key as a column. */
export function aFleetMap(hosts: readonly HostView[], label?: string): FleetMap {
  const dictionaries: FleetMap['dictionaries'] = {
    state: [],
    group: [],
    release: [],
    platform: [],
    label: [],
  }
  const code = (of: keyof typeof dictionaries, word: string | null | undefined): number => {
    if (word === null || word === undefined) return -1
    if (!dictionaries[of].includes(word)) dictionaries[of].push(word)
    return dictionaries[of].indexOf(word)
  }
  return {
    ids: hosts.map(({ id }) => id),
    names: hosts.map(({ name }) => name),
    state: hosts.map(({ state }) => code('state', state)),
    group: hosts.map(({ group }) => code('group', group)),
    actual: hosts.map(({ actual }) => code('release', actual)),
    wanted: hosts.map(({ wanted }) => code('release', wanted)),
    platform: hosts.map(({ platform }) => code('platform', platform)),
    label: label === undefined ? [] : hosts.map(({ labels }) => code('label', labels[label])),
    dictionaries,
    labelKeys: [...new Set(hosts.flatMap(({ labels }) => Object.keys(labels)))].toSorted(),
  }
}

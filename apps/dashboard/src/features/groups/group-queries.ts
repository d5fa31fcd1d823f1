import type { GroupHistory, GroupView, SetDesired, SetDesiredResult } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GroupList } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'
import type { WindowDraft } from '../windows/check-windows'

const groupList = has<GroupList>('groups')
const groupView = has<GroupView>('name', 'hosts')
const groupHistory = has<GroupHistory>('revisions', 'assignments')
const setResult = has<SetDesiredResult>('revision', 'release')

/** Every group. */
export function useGroups() {
  return useQuery({
    queryKey: keys.groups,
    queryFn: ({ signal }) => api.get('/groups', { shape: groupList, signal }),
  })
}

/** One group with what it wants. */
export function useGroup(name: string) {
  return useQuery({
    queryKey: keys.group(name),
    queryFn: ({ signal }) => api.get(`/groups/${encodeURIComponent(name)}`, { shape: groupView, signal }),
  })
}

/** A group's revisions and when each was assigned. Not asked for while no group is named. */
export function useGroupHistory(name: string | undefined) {
  return useQuery({
    queryKey: keys.history(name ?? ''),
    queryFn: ({ signal }) =>
      api.get(`/groups/${encodeURIComponent(name ?? '')}/history`, { shape: groupHistory, signal }),
    enabled: name !== undefined,
  })
}

/** Makes an empty group. */
export function useCreateGroup() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => api.post('/groups', { name }, groupView),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.groups }),
  })
}

/** Replaces the windows of a group. */
export function useSetWindows(name: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (windows: readonly WindowDraft[]) =>
      api.put(`/groups/${encodeURIComponent(name)}/windows`, { windows }, groupView),
    onSuccess: (group) => cache.setQueryData(keys.group(name), group),
  })
}

/** Makes a revision of a group and assigns it to its hosts. A refusal too may mean that the group is not what it was. */
export function useSetDesired(name: string) {
  const cache = useQueryClient()
  const readAgain = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: keys.group(name) }),
      cache.invalidateQueries({ queryKey: keys.groups }),
    ])
  return useMutation({
    mutationFn: (body: SetDesired) =>
      api.post(`/groups/${encodeURIComponent(name)}/desired`, body, setResult),
    onSuccess: readAgain,
    // Not waited for: a refusal is shown at once, also when the server can't be reached any more.
    onError: () => void readAgain(),
  })
}

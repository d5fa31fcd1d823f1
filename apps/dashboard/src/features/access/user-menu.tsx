'use client'

import { Menu } from '@base-ui/react/menu'
import { useMutation } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { api } from '../../api/client'
import { anything } from '../../api/shape'
import { useMe } from './use-me'

function initials(name: string): string {
  const parts = name.split(/\s+/).filter((part) => part !== '')
  return [parts[0]?.[0], parts.length > 1 ? parts.at(-1)?.[0] : ''].join('').toUpperCase()
}

/** Who is signed in, with which role, and the way out. */
export function UserMenu() {
  const { data } = useMe()
  const signOut = useMutation({
    mutationFn: () => api.post('/auth/sign-out', {}, anything),
    onSuccess: () => window.location.assign('/sign-in'),
  })
  if (!data) return <span className="size-7 rounded-full bg-inset" />
  return (
    <Menu.Root>
      <Menu.Trigger className="grid size-7 place-items-center rounded-full border border-line-strong bg-inset font-semibold text-[0.6875rem] text-ink-2 hover:text-ink">
        <span aria-hidden>{initials(data.name)}</span>
        <span className="sr-only">Account of {data.name}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={6} className="z-50">
          <Menu.Popup className="w-60 rounded-lg border border-line bg-panel p-1 shadow-float outline-none">
            <div className="grid gap-0.5 border-line border-b px-2.5 pt-1.5 pb-2.5">
              <span className="font-medium">{data.name}</span>
              <span className="truncate text-ink-3 text-xs">{data.email}</span>
              <span className="text-ink-3 text-xs">Role: {data.role}</span>
            </div>
            <Menu.Item
              onClick={() => signOut.mutate()}
              className="mt-1 flex h-8 cursor-pointer items-center gap-2 rounded-md px-2.5 outline-none data-highlighted:bg-inset"
            >
              <LogOut aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

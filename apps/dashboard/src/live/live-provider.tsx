'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { applyInbox } from './apply-inbox'
import type { ConnectionState } from './connection-state'
import { LiveConnection } from './live-connection'
import { MovedRows } from './moved-rows'

interface Live {
  readonly connection: LiveConnection | null
  readonly moved: MovedRows
}

const LiveContext = createContext<Live>({ connection: null, moved: new MovedRows() })
const CONNECTING: ConnectionState = { kind: 'connecting' }
const never = () => () => {}

/** Opens the page's one live connection and keeps the query cache current from it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient()
  const [moved] = useState(() => new MovedRows())
  const [connection, setConnection] = useState<LiveConnection | null>(null)
  useEffect(() => {
    const opened = new LiveConnection((inbox) => applyInbox(cache, inbox, moved))
    opened.open()
    setConnection(opened)
    return opened.close
  }, [cache, moved])
  return <LiveContext value={{ connection, moved }}>{children}</LiveContext>
}

/** Whether what is shown follows the fleet. */
export function useConnectionState(): ConnectionState {
  const { connection } = useContext(LiveContext)
  return useSyncExternalStore(
    connection?.subscribe ?? never,
    connection?.state ?? (() => CONNECTING),
    () => CONNECTING,
  )
}

/** How many rows of a list would move if it were fetched now, and how to say that it was. */
export function useMovedRows(list: string): { readonly count: number; readonly settle: () => void } {
  const { moved } = useContext(LiveContext)
  const count = useSyncExternalStore(
    moved.subscribe,
    () => moved.count(list),
    () => 0,
  )
  return { count, settle: () => moved.settle(list) }
}

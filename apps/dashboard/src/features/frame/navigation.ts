import {
  Activity,
  Layers,
  LayoutDashboard,
  type LucideIcon,
  Package,
  Server,
  Settings,
  Waypoints,
} from 'lucide-react'

interface Destination {
  readonly path: string
  readonly label: string
  readonly icon: LucideIcon
  /** The key that goes there after `g`. */
  readonly key: string
}

/** The rail, in order, with the keys that go there. */
export const DESTINATIONS: readonly Destination[] = [
  { path: '/', label: 'Overview', icon: LayoutDashboard, key: 'o' },
  { path: '/hosts', label: 'Hosts', icon: Server, key: 'h' },
  { path: '/groups', label: 'Groups', icon: Layers, key: 'g' },
  { path: '/rollouts', label: 'Rollouts', icon: Waypoints, key: 'r' },
  { path: '/releases', label: 'Releases', icon: Package, key: 'e' },
  { path: '/activity', label: 'Activity', icon: Activity, key: 'a' },
  { path: '/settings', label: 'Settings', icon: Settings, key: 's' },
]

/** Whether a path lies under a destination. */
export function isUnder(pathname: string, destination: string): boolean {
  return destination === '/'
    ? pathname === '/'
    : pathname === destination || pathname.startsWith(`${destination}/`)
}

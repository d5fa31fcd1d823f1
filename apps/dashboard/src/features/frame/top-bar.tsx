import Link from 'next/link'
import { Wordmark } from '../../ui/wordmark'
import { UserMenu } from '../access/user-menu'
import { ConnectionPill } from './connection-pill'
import { EmergencyLink } from './emergency-link'
import { MenuDrawer } from './menu-drawer'
import { SearchButton } from './search-button'
import { ThemeSwitch } from './theme-switch'
import type { Opened } from './use-shortcuts'

/** What every page has above it. */
export function TopBar({ onOpen }: { onOpen: (what: Opened) => void }) {
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-line border-b bg-bg/90 px-4 backdrop-blur-sm sm:gap-3">
      <MenuDrawer />
      <Link href="/" aria-label="Goherd, overview" className="hidden items-center rounded-md sm:flex">
        <Wordmark />
      </Link>
      <SearchButton onOpen={() => onOpen('palette')} />
      <div className="ml-auto flex items-center gap-1.5 sm:gap-2.5">
        <ConnectionPill />
        <EmergencyLink />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  )
}

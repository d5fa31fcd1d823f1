import type { Support } from '@goherd/model'
import { ArrowUp, Ban, CircleHelp } from 'lucide-react'
import { Badge } from '../../ui/badge'

/** How Go supports a release, when that is worth a word. */
export function SupportBadge({ support }: { support: Support }) {
  switch (support) {
    case 'supported':
      return null
    case 'newer-patch':
      return (
        <Badge tone="accent">
          <ArrowUp aria-hidden className="size-3" />
          Newer patch
        </Badge>
      )
    case 'unsupported':
      return (
        <Badge tone="warn">
          <Ban aria-hidden className="size-3" />
          Unsupported
        </Badge>
      )
    case 'unknown':
      return (
        <Badge>
          <CircleHelp aria-hidden className="size-3" />
          Unknown
        </Badge>
      )
  }
}

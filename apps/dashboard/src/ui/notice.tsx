import { clsx } from 'clsx'
import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

type NoticeTone = 'info' | 'ok' | 'warn' | 'bad'

const LOOKS: Readonly<Record<NoticeTone, { icon: LucideIcon; box: string; sign: string }>> = {
  info: { icon: Info, box: 'border-line-strong bg-inset', sign: 'text-ink-2' },
  ok: { icon: CircleCheck, box: 'border-ok-fill/40 bg-ok-soft', sign: 'text-ok' },
  warn: { icon: TriangleAlert, box: 'border-warn-fill/40 bg-warn-soft', sign: 'text-warn' },
  bad: { icon: CircleX, box: 'border-bad-fill/40 bg-bad-soft', sign: 'text-bad' },
}

interface NoticeProps {
  readonly tone: NoticeTone
  readonly title: ReactNode
  readonly actions?: ReactNode
  readonly children?: ReactNode
  readonly role?: 'status' | 'alert' | undefined
}

/** Something to know before going on. */
export function Notice({ tone, title, actions, children, role }: NoticeProps) {
  const { icon: Icon, box, sign } = LOOKS[tone]
  return (
    <div
      role={role}
      className={clsx('flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-4 py-2.5', box)}
    >
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', sign)} />
      <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
        <p className="font-medium">{title}</p>
        {children !== undefined && <div className="break-words text-ink-2">{children}</div>}
      </div>
      {actions !== undefined && <div className="flex items-center gap-2">{actions}</div>}
    </div>
  )
}

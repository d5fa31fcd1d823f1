'use client'

import { clsx } from 'clsx'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { buttonClass } from '../../ui/button'

/** How long it must be held, in milliseconds; the fill in globals.css takes as long. */
const HOLD_MS = 2_000

interface HoldButtonProps {
  readonly disabled: boolean
  readonly onHeld: () => void
  readonly children: ReactNode
}

/** A button that must be pressed and held. For pointers; keyboards have the plain button beside it. */
export function HoldButton({ disabled, onHeld, children }: HoldButtonProps) {
  const [holding, setHolding] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const release = () => {
    clearTimeout(timer.current)
    setHolding(false)
  }
  const press = () => {
    if (disabled) return
    setHolding(true)
    timer.current = setTimeout(() => {
      setHolding(false)
      onHeld()
    }, HOLD_MS)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <button
      type="button"
      aria-disabled={disabled || undefined}
      data-holding={holding || undefined}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onContextMenu={(event) => event.preventDefault()}
      className={clsx(buttonClass('danger', 'large'), 'relative touch-none overflow-hidden')}
    >
      <span aria-hidden className="hold-fill absolute inset-0 bg-black/30 dark:bg-white/40" />
      <span className="relative">{children}</span>
    </button>
  )
}

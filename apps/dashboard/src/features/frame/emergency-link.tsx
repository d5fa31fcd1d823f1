'use client'

import { clsx } from 'clsx'
import { OctagonAlert } from 'lucide-react'
import Link from 'next/link'
import { buttonClass } from '../../ui/button'
import { useRefusal } from '../access/use-me'

/** Always in sight. Those who may not roll back see why. */
export function EmergencyLink() {
  const refusal = useRefusal('rollback.start')
  const look = clsx(buttonClass('danger-outline', 'small'), 'h-7.5')
  const inside = (
    <>
      <OctagonAlert aria-hidden className="size-3.5" />
      <span className="hidden sm:inline">Emergency rollback</span>
      <span aria-hidden className="sm:hidden">
        Rollback
      </span>
    </>
  )
  if (refusal === undefined) {
    return (
      <Link href="/rollback" aria-label="Emergency rollback" className={look}>
        {inside}
      </Link>
    )
  }
  return (
    <button
      type="button"
      aria-label="Emergency rollback"
      aria-disabled
      title={refusal}
      aria-describedby="why-no-rollback"
      className={look}
    >
      {inside}
      <span id="why-no-rollback" hidden>
        {refusal}
      </span>
    </button>
  )
}

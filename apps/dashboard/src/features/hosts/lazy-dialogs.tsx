'use client'

import dynamic from 'next/dynamic'

// Forms are brought in when somebody opens one: the list has to be there at once, they do not.

export const LazyBulkLabelDialog = dynamic(
  () => import('./bulk-label-dialog').then(({ BulkLabelDialog }) => BulkLabelDialog),
  { ssr: false },
)

export const LazyBulkRemoveDialog = dynamic(
  () => import('./bulk-remove-dialog').then(({ BulkRemoveDialog }) => BulkRemoveDialog),
  { ssr: false },
)

export const LazySaveViewDialog = dynamic(
  () => import('./save-view-dialog').then(({ SaveViewDialog }) => SaveViewDialog),
  { ssr: false },
)

import type { Metadata } from 'next'
import { DeviceAnswer } from '../../../features/access/device-answer'
import { PageHeader } from '../../../ui/page-header'

export const metadata: Metadata = { title: 'Device login' }

export default function DevicePage() {
  return (
    <>
      <PageHeader title="Device login" lead="A command line without a browser asks to be let in." />
      <DeviceAnswer />
    </>
  )
}

import type { Metadata } from 'next'
import { ReleasePage } from '../../../../features/releases/release-page'

interface Props {
  readonly params: Promise<{ readonly name: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) }
}

export default async function Page({ params }: Props) {
  return <ReleasePage name={decodeURIComponent((await params).name)} />
}

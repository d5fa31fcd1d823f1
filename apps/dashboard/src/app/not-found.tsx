import { NoSuchPage } from '../features/frame/no-such-page'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center">
      <NoSuchPage />
    </main>
  )
}

import { ButtonLink } from '../features/frame/button-link'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 px-4 text-center">
      <h1 className="font-semibold text-xl tracking-[-0.015em]">There is no such page</h1>
      <p className="text-ink-2">The address may be old, or something is missing from it.</p>
      <ButtonLink href="/">Go to the overview</ButtonLink>
    </main>
  )
}

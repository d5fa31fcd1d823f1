import { Panel } from '../../ui/panel'
import { NewTokenForm } from '../enrollment/new-token-form'

/** An empty fleet: how to bring the first host in. When it comes, the live connection turns this into its card. */
export function FirstHost() {
  return (
    <div className="grid max-w-4xl gap-6">
      <p className="text-balance font-medium text-2xl text-ink-2 leading-9 tracking-[-0.02em]">
        No host is enrolled yet. <span className="text-ink">Bring in the first one.</span>
      </p>
      <Panel title="Enroll a host" note="one line, run on the machine itself">
        <NewTokenForm />
      </Panel>
      <p role="status" className="flex items-center gap-2.5 text-ink-2">
        <span aria-hidden className="relative flex size-2">
          <span className="absolute inset-0 animate-ping rounded-full bg-accent opacity-60" />
          <span className="relative size-2 rounded-full bg-accent" />
        </span>
        Waiting for the first host…
      </p>
    </div>
  )
}

import {
  type ContextGo,
  type DesiredState,
  describeContext,
  describeEffective,
  describeFoundGo,
  type EffectiveCause,
  type EffectiveGo,
  fixEffective,
  judgeEffective,
} from '@goherd/model'

/** Something that differs, as people read it. */
export interface Reason {
  readonly kind: EffectiveCause['kind']
  readonly reason: string
  readonly fix: string
}

/** What builds would run, with the reasons and fixes of what is not as it should be. */
export interface Explained {
  readonly contexts: readonly (ContextGo & { readonly why: string; readonly fix: string | null })[]
  readonly reasons: readonly Reason[]
}

/**
 * Holds what was found against the active state of this root. Here every context is told with its reason, also where Goherd
 * was never asked to be on PATH and none of it is drift. Pure.
 */
export function explain(active: DesiredState | null, effective: EffectiveGo): Explained {
  const wanted = active ?? { release: '', settings: {} }
  return {
    contexts: effective.contexts.map((context) => ({ ...context, ...explainContext(wanted, context) })),
    reasons: judgeEffective(wanted, effective).map((cause) => ({
      kind: cause.kind,
      reason: describeEffective(cause),
      fix: fixEffective(cause),
    })),
  }
}

function explainContext(wanted: DesiredState, context: ContextGo): { why: string; fix: string | null } {
  const { go } = context
  if (go === null) {
    const cause = { kind: 'not-on-path', context: context.context, user: context.user } as const
    return { why: 'no folder of PATH has a go there', fix: fixEffective(cause) }
  }
  if (go.origin === 'managed')
    return { why: `PATH leads to this root: ${wanted.release || 'no release'}`, fix: null }
  const cause = { kind: 'shadowed', context: context.context, user: context.user, go } as const
  return { why: 'its folder is the first of PATH that has a go', fix: fixEffective(cause) }
}

/** The same as text: a line for each context, then what else is on the host, then what to do. Pure. */
export function explainedText(effective: EffectiveGo, { contexts, reasons }: Explained): string {
  const of = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines])
  return [
    ...contexts.flatMap(({ go, why, fix, ...context }) => [
      `In ${describeContext(context)}, ${go === null ? 'there is no go' : `go is ${describeFoundGo(go)}`}`,
      `  ${why}`,
      ...(context.path ? [`  PATH is ${context.path.join(':') || 'empty'}`] : []),
      ...(fix === null ? [] : [`  ${fix}`]),
    ]),
    ...of(
      'Other Gos on this host',
      effective.others.map((go) => `  ${describeFoundGo(go)}`),
    ),
    ...of(
      'Toolchains that go downloaded',
      effective.toolchains.map((go) => `  ${describeFoundGo(go)}`),
    ),
    ...of(
      'Stronger than the settings of the release',
      effective.overrides.map(({ name, value, where }) => `  ${name}=${value} (${where})`),
    ),
    ...of(
      'Workspaces',
      effective.workspaces.map(
        ({ path, wants, file }) => `  ${path}: ${wants === null ? 'asks for nothing' : `${wants} (${file})`}`,
      ),
    ),
    ...of(
      'Tools that another Go built',
      effective.tools.map(({ path, release }) => `  ${path} (${release})`),
    ),
    ...of(
      'Drift',
      reasons.flatMap(({ reason, fix }) => [`  ${reason}`, `    ${fix}`]),
    ),
  ].join('\n')
}

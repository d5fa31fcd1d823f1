/** Flags of the verbs around the service. */
export interface ServiceFlags {
  readonly user?: boolean
  readonly into?: string
  readonly askUsers?: boolean
  readonly checkUser?: string
}

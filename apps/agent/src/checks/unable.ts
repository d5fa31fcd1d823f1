/** A check that cannot be tried here: it says nothing of the release. */
export class Unable extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

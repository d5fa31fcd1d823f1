declare const GOHERD_VERSION: string | undefined

/** The version of this command line; the bundler puts it in. */
export const VERSION = typeof GOHERD_VERSION === 'string' ? GOHERD_VERSION : '0.0.0-source'

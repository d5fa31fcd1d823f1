import { GoherdError } from '../base/errors/index.js'

/** A name that a mirror has, or the configured source. */
export function mirrorExists(name: string): GoherdError {
  return new GoherdError('conflict', 'mirror_exists', {
    message: `${name} is the name of a source already`,
    hint: 'Choose another name, or remove that mirror first.',
  })
}

/** A name that no source has. */
export function mirrorUnknown(name: string): GoherdError {
  return new GoherdError('not-found', 'mirror_unknown', {
    message: `there is no source ${name}`,
    hint: 'Look at the sources in the settings for the right name.',
  })
}

/** An order that leaves mirrors out, or names some that are not there. */
export function orderIncomplete(known: readonly string[]): GoherdError {
  return new GoherdError('conflict', 'order_incomplete', {
    message: `an order has to name each mirror once: ${known.join(', ') || 'there is none'}`,
    hint: 'Somebody else may have changed the mirrors: look at them again, then order them.',
  })
}

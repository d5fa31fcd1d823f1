import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Where clouds keep a machine's credentials, and addresses that mean something on this machine's own link only. Other private
 * addresses are fine: that is where a company's receivers are.
 */
const REFUSED = new BlockList()
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4')
REFUSED.addAddress('100.100.100.200', 'ipv4')
REFUSED.addSubnet('fe80::', 10, 'ipv6')
REFUSED.addAddress('fd00:ec2::254', 'ipv6')

/** Whether nothing is ever sent to an IP address. */
function isRefusedAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && REFUSED.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether an URL names such an address outright; what a name leads to is only known when it is called. */
export function isRefusedUrl(url: string): boolean {
  return isRefusedAddress(new URL(url).hostname.replace(/^\[|\]$/g, ''))
}

/** Resolves a name, and fails when it leads to a refused address: looked at where the connection is made, so that no later answer of the name server is believed. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: readonly LookupAddress[]) => {
    const refused = found?.find(({ address }) => isRefusedAddress(address))
    const [first] = found ?? []
    if (error) callback(error, [])
    else if (refused || !first)
      callback(new Error(`${hostname} leads to ${refused?.address ?? 'nowhere'}, where nothing is sent`), [])
    else if (options.all) callback(null, [...found])
    else callback(null, first.address, first.family)
  })
}

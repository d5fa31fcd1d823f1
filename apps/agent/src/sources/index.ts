import { folderSource } from './folder.js'
import { goPlatform } from './go-platform.js'
import { goproxySource } from './goproxy.js'
import { publicLog } from './public-log.js'
import type { ReleaseSource } from './release-source.js'
import { siteSource } from './site.js'
import type { SourcePlace } from './source-place.js'

export { goPlatform } from './go-platform.js'
export { hashOfTree } from './module-hash.js'
export { type LogRecord, publicLog } from './public-log.js'
export {
  describeVoucher,
  type Fetchable,
  isWeak,
  type ReleaseSource,
  type Voucher,
} from './release-source.js'
export { describeSupport, resolveAsked } from './resolve-asked.js'
export { chooseSource, parseSourcePlace, type SourcePlace } from './source-place.js'

/** The source at a place, for a platform as this machine names it. */
export function openSource(place: SourcePlace, platform: string): ReleaseSource {
  const ofGo = goPlatform(platform)
  switch (place.kind) {
    case 'site':
      return siteSource(place, ofGo)
    case 'folder':
      return folderSource(place.folder, ofGo)
    case 'goproxy':
      return goproxySource(place, ofGo, publicLog(place.base))
  }
}

/** Where Go releases come from. */
export type GoSource =
  | {
      readonly kind: 'site'
      /** As the user wrote it, credentials hidden. */
      readonly name: string
      /** Tried in order until one answers with an index. */
      readonly indexes: readonly string[]
      /** Archives are at `${files}/${filename}`. */
      readonly files: string
    }
  | { readonly kind: 'folder'; readonly name: string; readonly folder: string }

const INDEX_FILE = 'dl.json'

/**
 * Reads `GOHERD_GO_SOURCE`. A site is asked as the official one is, then for a `dl.json` beside its files; an URL that ends
 * in `.json` is the index itself. Anything but an http(s) URL is a folder.
 */
export function parseGoSource(text: string): GoSource {
  if (!/^https?:\/\//i.test(text)) {
    const folder = text.replace(/^file:\/\//, '')
    return { kind: 'folder', name: folder, folder }
  }
  const url = new URL(text)
  const name = `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  url.hash = ''
  url.search = ''
  const base = url.href.replace(/\/+$/, '')
  if (url.pathname.endsWith('.json')) {
    return { kind: 'site', name, indexes: [base], files: base.slice(0, base.lastIndexOf('/')) }
  }
  return {
    kind: 'site',
    name,
    indexes: [`${base}/?mode=json&include=all`, `${base}/${INDEX_FILE}`],
    files: base,
  }
}

/** The path of a folder's index. */
export function folderIndex(folder: string): string {
  return `${folder}/${INDEX_FILE}`
}

/** Where an archive of a source is, for people: without credentials. */
export function archiveAddress(source: GoSource, filename: string): string {
  return source.kind === 'folder' ? `${source.folder}/${filename}` : shownUrl(`${source.files}/${filename}`)
}

/** An URL without the credentials it may carry. */
export function shownUrl(where: string): string {
  return where.replace(/^([a-z]+:\/\/)[^/@]+@/i, '$1')
}

// Installs one release with the agent's own verbs and prints how many milliseconds it took from the call to the switched link.
const [disk = '', job = ''] = process.argv.slice(2)
const { activate, fileSource, httpSource, installRelease, layoutOf, prepareRoot } = await import(disk)
const { root, release, archive, source } = JSON.parse(job)

const layout = layoutOf(root)
await prepareRoot(layout)
const began = performance.now()
await installRelease({
  layout,
  release,
  archive,
  source: source.kind === 'http' ? httpSource(source) : fileSource(source.path),
  onProgress: () => undefined,
  onStage: () => undefined,
  signal: new AbortController().signal,
})
await activate(layout, release)
process.stdout.write(String(performance.now() - began))

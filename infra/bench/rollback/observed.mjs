/** What a host with two releases and three snapshots reports; each time a little different. @param {number} n */
export function observedForBench(n) {
  const digest = n.toString(16).padStart(64, '0')
  const settings = { GOPROXY: 'https://proxy.example.com,direct', GOTOOLCHAIN: 'local' }
  const snapshot = (/** @type {number} */ id) => ({
    id: `bench-${id}`,
    parent: id > 1 ? `bench-${id - 1}` : null,
    release: 'go1.21.13',
    treeDigest: digest,
    settings,
    reason: 'before go1.22.12',
    takenAt: '2026-01-01T00:00:00.000Z',
  })
  return {
    link: { kind: 'managed', release: 'go1.22.12' },
    settings,
    goVersion: 'go1.22.12',
    bytes: { kind: 'unchecked' },
    proof: digest,
    installed: ['go1.21.13', 'go1.22.12'].map((release) => ({
      release,
      treeDigest: digest,
      size: 240_000_000,
    })),
    snapshots: [1, 2, 3].map(snapshot),
  }
}

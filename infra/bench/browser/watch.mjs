/** Runs in the page before anything else of it: collects the tasks that keep the page from answering. */
export const watchLongTasks = `
  window.longTasks = []
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })
`

/** The tasks over 50 ms since it was last asked, in milliseconds. @param {any} page @returns {Promise<number[]>} */
export function longTasks(page) {
  return page.evaluate('window.longTasks.splice(0)')
}

/** Bytes of JavaScript after a collection of what is not used. @param {any} page @returns {Promise<number>} */
export async function heapBytes(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

/** The times between frames while something is done, sorted, in milliseconds. @param {any} page @param {() => Promise<void>} work */
export async function framesWhile(page, work) {
  await page.evaluate(`
    window.frameTimes = []
    window.countsFrames = true
    let last = performance.now()
    const count = (now) => {
      window.frameTimes.push(now - last)
      last = now
      if (window.countsFrames) requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
  `)
  await work()
  /** @type {number[]} */
  const times = await page.evaluate('window.countsFrames = false, window.frameTimes.slice(1)')
  return times.sort((a, b) => a - b)
}

/** @param {string} what @param {readonly number[]} sorted */
export function frameFigures(what, sorted) {
  const at = (/** @type {number} */ share) =>
    Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10
  return [
    { what: `${what}: frame, p50`, value: at(0.5), unit: 'ms', goal: '16.7' },
    { what: `${what}: frame, p99`, value: at(0.99), unit: 'ms' },
  ]
}

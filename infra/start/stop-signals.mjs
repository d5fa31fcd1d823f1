/** npm passes on a Ctrl-C that the terminal has already sent to every process: one press arrives twice within this time. */
const SAME_PRESS_MS = 700
const LOOK_AT_PARENT_MS = 1_000

/**
 * Listens for whoever wants this to stop, and says who it was. `stop` is aborted by the first request and `hurry` by the next one;
 * a request is SIGINT, SIGTERM, SIGHUP, or the end of the npm that started us, which would otherwise leave us behind unseen.
 * @param {(text: string) => void} say
 */
export function listenForStop(say) {
  const stop = new AbortController()
  const hurry = new AbortController()
  let first = 0
  const ask = (/** @type {string} */ who) => {
    const now = Date.now()
    if (!stop.signal.aborted) {
      first = now
      say(`\n${who}: stopping everything`)
      stop.abort()
    } else if (now - first > SAME_PRESS_MS) hurry.abort()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, ask)
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid !== parent && !stop.signal.aborted) ask('npm has ended')
    }, LOOK_AT_PARENT_MS).unref()
  }
  return { stop: stop.signal, hurry: hurry.signal }
}

import { activate } from '../disk/activate.js'
import { layoutOf } from '../disk/layout.js'

/** Switches between the releases that are its arguments, one after the other, until its input ends; then says how often. */
const [root = '', ...releases] = process.argv.slice(2)
const layout = layoutOf(root)
let switches = 0
let ended = false
process.stdin.on('end', () => {
  ended = true
})
process.stdin.resume()
while (!ended) {
  await activate(layout, releases[switches % releases.length] ?? '')
  switches += 1
  await new Promise(setImmediate)
}
process.stdout.write(String(switches))

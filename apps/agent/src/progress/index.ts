export { type Display, displayFor } from './display.js'

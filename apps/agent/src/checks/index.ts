export { CheckKeeper } from './check-keeper.js'

export { lockDataFolder } from './lock.js'
export { readJson, readOrMakeSecret, writePrivate } from './private-file.js'

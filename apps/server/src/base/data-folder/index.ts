export { readJson, readOrMakeSecret, writePrivate } from './private-file.js'
export { lockDataFolder } from './lock.js'

export { closeMainNamespace, SOCKET_OPTIONS } from './socket-options.js'
export { type Allowance, TokenBucket } from './token-bucket.js'

export { findLabels, type LabelSources } from './find-labels.js'
export { labelsOfHost } from './labels-of-host.js'
export type { Labels } from './parse-labels.js'

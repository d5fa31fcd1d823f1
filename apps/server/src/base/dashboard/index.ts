export { openDashboard } from './dashboard.js'

export { launcherOf, ownInstallation } from './installation.js'
export { Updater } from './updater.js'
export { isSettled, wantedAgent } from './wanted-agent.js'

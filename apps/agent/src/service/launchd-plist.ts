import { posix } from 'node:path'
import type { ServiceOrder, ServicePlan } from './service-order.js'
import { escapeXml } from './xml.js'

const LABEL = 'io.goherd.agent'

/** The property list of a launchd job: started with the machine (or with the user's session) and after each end. Pure. */
function launchdPlist(order: ServiceOrder): string {
  const log = logOf(order)
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${order.command.map((word) => `    <string>${escapeXml(word)}</string>`).join('\n')}
  </array>
  <key>EnvironmentVariables</key>
  <dict><key>PATH</key><string>/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin</string></dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><true/>
  <key>ThrottleInterval</key><integer>5</integer>
  <key>ExitTimeOut</key><integer>20</integer>
  <key>ProcessType</key><string>Background</string>
  <key>Umask</key><integer>18</integer>
  <key>StandardOutPath</key><string>${escapeXml(log)}</string>
  <key>StandardErrorPath</key><string>${escapeXml(log)}</string>
</dict>
</plist>
`
}

function logOf({ scope, userHome }: ServiceOrder): string {
  return scope === 'system'
    ? '/Library/Logs/goherd-agent.log'
    : posix.join(userHome, 'Library/Logs/goherd-agent.log')
}

/** A machine's daemon or a user's agent, in launchd's words, and the commands around it. */
export function launchdPlan(order: ServiceOrder): ServicePlan {
  const isSystem = order.scope === 'system'
  const folder = isSystem ? '/Library/LaunchDaemons' : posix.join(order.userHome, 'Library/LaunchAgents')
  const domain = isSystem ? 'system' : `gui/${order.uid}`
  const path = posix.join(folder, `${LABEL}.plist`)
  return {
    files: [{ path, text: launchdPlist(order), mode: 0o644, encoding: 'utf8' }],
    start: [
      ['launchctl', 'bootstrap', domain, path],
      ['launchctl', 'kickstart', '-k', `${domain}/${LABEL}`],
    ],
    stop: [['launchctl', 'bootout', `${domain}/${LABEL}`]],
    forget: [],
    advice: [`Its log: ${logOf(order)}`],
  }
}

import { posix } from 'node:path'
import type { ServiceOrder, ServicePlan } from './service-order.js'

const NAME = 'goherd-agent.service'

/**
 * What the agent may do. It writes to its own folders only. The two capabilities let it see, and no more than see, which Go the
 * builds of other users run: /proc/PID/exe of their processes, and the files of their home folders. `ptrace` itself is not among
 * the system calls. Memory that is written and executed stays allowed, because JavaScript is compiled as it runs.
 */
const SYSTEM_HARDENING = `ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateMounts=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectClock=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
KeyringMode=private
`

/** To see and no more. */
const LOOK = 'CAP_SYS_PTRACE CAP_DAC_READ_SEARCH'
/** To become another user for a moment, and to end what then takes too long. */
const BECOME_OTHERS = 'CAP_SETUID CAP_SETGID CAP_KILL'
/** To give another user a folder to work in, and to take it back. */
const GIVE_AWAY = 'CAP_CHOWN'

/** What needs no privilege, so that a user's own systemd can do it too. */
const HARDENING = `NoNewPrivileges=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources @debug
SystemCallErrorNumber=EPERM
`

/** The unit of a service. Pure. */
function systemdUnit(order: ServiceOrder): string {
  const { command, root, home, scope } = order
  const writable = [root, ...(home === null ? [] : [home])]
  const isSystem = scope === 'system'
  return `# Written by goherd-agent install-service, which replaces it; put changes into a drop-in: systemctl edit goherd-agent.
# Proxies (https_proxy) and certificates (NODE_EXTRA_CA_CERTS) go into ${environmentFile(scope)}.
[Unit]
Description=Goherd agent: keeps this machine's Go where its owner wants it
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${command.map(quote).join(' ')}
EnvironmentFile=-${environmentFile(scope)}
# It ends with 75 when a new version of it is to be started.
SuccessExitStatus=75
Restart=always
RestartSec=2
RestartSteps=8
RestartMaxDelaySec=60
# A switch that has begun is finished, or taken back, before it ends.
TimeoutStopSec=20
KillMode=mixed
# Unpacking runs in a process of its own; the agent outlives it.
OOMPolicy=continue
CPUWeight=50
IOWeight=50
UMask=0022

${isSystem ? `ReadWritePaths=${writable.map(quote).join(' ')}\nCapabilityBoundingSet=${capabilities(order)}\n${SYSTEM_HARDENING}` : ''}${HARDENING}${isSystem ? callsBesides(order) : ''}
[Install]
WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}
`
}

function capabilities({ asksUsers, triesChecks }: ServiceOrder): string {
  const become = asksUsers || triesChecks ? [BECOME_OTHERS] : []
  return [LOOK, ...become, ...(triesChecks ? [GIVE_AWAY] : [])].join(' ')
}

function callsBesides({ asksUsers, triesChecks }: ServiceOrder): string {
  const calls = [...(asksUsers || triesChecks ? ['@setuid'] : []), ...(triesChecks ? ['@chown'] : [])]
  return calls.length === 0 ? '' : `SystemCallFilter=${calls.join(' ')}\n`
}

function environmentFile(scope: ServiceOrder['scope']): string {
  return scope === 'system' ? '/etc/goherd/agent.env' : '%h/.config/goherd/agent.env'
}

/** A word of a unit file: `%` and `$` mean something there, and so do blanks, quotes and backslashes. */
function quote(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  if (/^[\w@%+=:,./$-]+$/.test(plain)) return plain
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** A system's or a user's unit and the commands around it. */
export function systemdPlan(order: ServiceOrder): ServicePlan {
  const isSystem = order.scope === 'system'
  const folder = isSystem ? '/etc/systemd/system' : posix.join(order.userHome, '.config/systemd/user')
  const systemctl = ['systemctl', ...(isSystem ? [] : ['--user'])] as const
  return {
    files: [{ path: posix.join(folder, NAME), text: systemdUnit(order), mode: 0o644, encoding: 'utf8' }],
    start: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', NAME],
      [...systemctl, 'restart', NAME],
    ],
    stop: [[...systemctl, 'disable', '--now', NAME]],
    forget: [[...systemctl, 'daemon-reload']],
    advice: isSystem
      ? ['Its log: journalctl -u goherd-agent']
      : [
          'Its log: journalctl --user -u goherd-agent',
          'It runs while you are signed in. For always: loginctl enable-linger',
        ],
  }
}

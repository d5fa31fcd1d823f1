import { describe, expect, it } from 'vitest'
import { chooseManager, SERVICE_MANAGERS } from './choose-manager.js'
import type { ServiceOrder } from './service-order.js'
import { planService } from './service-plan.js'

const unix: ServiceOrder = {
  command: ['/opt/goherd-agent/bin/goherd-agent-service', 'run', '--root', '/var/lib/goherd'],
  root: '/var/lib/goherd',
  home: '/opt/goherd-agent',
  scope: 'system',
  asksUsers: false,
  triesChecks: false,
  userHome: '/root',
  uid: 0,
}
const user: ServiceOrder = { ...unix, scope: 'user', userHome: '/home/ada', uid: 1000 }
const text = (manager: (typeof SERVICE_MANAGERS)[number], order: ServiceOrder) =>
  planService(manager, order)
    .files.map((file) => file.text)
    .join('')

describe('the service manager', () => {
  const machine = { os: 'linux', systemd: true, userSystemd: true } as const
  it.each([
    [machine, 'system', 'systemd'],
    [machine, 'user', 'systemd'],
    [{ ...machine, userSystemd: false }, 'user', undefined],
    [{ ...machine, systemd: false }, 'system', undefined],
    [{ ...machine, systemd: false }, 'user', undefined],
    [{ os: 'darwin', systemd: false, userSystemd: false }, 'user', 'launchd'],
    [{ os: 'win32', systemd: false, userSystemd: false }, 'system', 'scheduled-task'],
    [{ os: 'win32', systemd: false, userSystemd: false }, 'user', undefined],
    [{ os: 'freebsd', systemd: false, userSystemd: false }, 'system', undefined],
  ] as const)('of %j for %s is %s', (facts, scope, manager) => {
    expect(chooseManager(facts, scope)).toBe(manager)
  })

  it.each(SERVICE_MANAGERS)('%s: what it starts is stopped again, and every path is absolute', (manager) => {
    const { files, start, stop } = planService(manager, unix)
    expect(files).toHaveLength(1)
    expect(files[0]?.path).toMatch(/^(\/|[A-Z]:\\|\\)/)
    expect(start.length).toBeGreaterThan(0)
    expect(stop.length).toBeGreaterThan(0)
  })
})

describe('systemd', () => {
  it('has one unit, whole', () => {
    expect(text('systemd', unix)).toMatchInlineSnapshot(`
      "# Written by goherd-agent install-service, which replaces it; put changes into a drop-in: systemctl edit goherd-agent.
      # Proxies (https_proxy) and certificates (NODE_EXTRA_CA_CERTS) go into /etc/goherd/agent.env.
      [Unit]
      Description=Goherd agent: keeps this machine's Go where its owner wants it
      Wants=network-online.target
      After=network-online.target
      StartLimitIntervalSec=0

      [Service]
      Type=exec
      ExecStart=/opt/goherd-agent/bin/goherd-agent-service run --root /var/lib/goherd
      EnvironmentFile=-/etc/goherd/agent.env
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

      ReadWritePaths=/var/lib/goherd /opt/goherd-agent
      CapabilityBoundingSet=CAP_SYS_PTRACE CAP_DAC_READ_SEARCH
      ProtectSystem=strict
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
      NoNewPrivileges=yes
      RestrictRealtime=yes
      RestrictSUIDSGID=yes
      LockPersonality=yes
      SystemCallArchitectures=native
      SystemCallFilter=@system-service
      SystemCallFilter=~@privileged @resources @debug
      SystemCallErrorNumber=EPERM

      [Install]
      WantedBy=multi-user.target
      "
    `)
  })

  it('for a user asks for nothing that needs privilege', () => {
    const unit = text('systemd', user)
    expect(planService('systemd', user).files[0]?.path).toBe(
      '/home/ada/.config/systemd/user/goherd-agent.service',
    )
    expect(unit).toContain('WantedBy=default.target')
    expect(unit).toContain('NoNewPrivileges=yes')
    expect(unit).not.toMatch(/ProtectSystem|CapabilityBoundingSet|PrivateTmp|ReadWritePaths/)
    expect(planService('systemd', user).start.every((command) => command[1] === '--user')).toBe(true)
  })

  it('takes no character of a path for its own', () => {
    const root = '/data/50% of $HOME/"go"\\x'
    const unit = text('systemd', { ...unix, root, command: ['/bin/agent', '--root', root] })
    expect(unit).toContain('ExecStart=/bin/agent --root "/data/50%% of $$HOME/\\"go\\"\\\\x"\n')
    expect(unit).toContain('ReadWritePaths="/data/50%% of $$HOME/\\"go\\"\\\\x" /opt/goherd-agent\n')
  })

  it('becomes another user only where it was asked to', () => {
    expect(text('systemd', unix)).not.toMatch(/CAP_SETUID|@setuid/)
    const asking = text('systemd', { ...unix, asksUsers: true })
    expect(asking).toMatch(/^CapabilityBoundingSet=.* CAP_SETUID CAP_SETGID CAP_KILL$/m)
    expect(asking).toMatch(/^SystemCallFilter=~@privileged.*\n(.*\n)*SystemCallFilter=@setuid$/m)
  })

  it('gives folders away only where it tries checks as another user', () => {
    expect(text('systemd', { ...unix, asksUsers: true })).not.toMatch(/CAP_CHOWN|@chown/)
    const trying = text('systemd', { ...unix, triesChecks: true })
    expect(trying).toMatch(/^CapabilityBoundingSet=.* CAP_SETUID CAP_SETGID CAP_KILL CAP_CHOWN$/m)
    expect(trying).toMatch(/^SystemCallFilter=~@privileged.*\n(.*\n)*SystemCallFilter=@setuid @chown$/m)
    expect(text('systemd', { ...user, triesChecks: true })).toBe(text('systemd', user))
  })

  it('an agent that is no bundle writes to its root only', () => {
    expect(text('systemd', { ...unix, home: null })).toContain('ReadWritePaths=/var/lib/goherd\n')
  })
})

describe('launchd', () => {
  it('has one property list, whole', () => {
    expect(
      text('launchd', { ...user, userHome: '/Users/ada', root: '/Users/ada/a & b' }),
    ).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      <dict>
        <key>Label</key><string>io.goherd.agent</string>
        <key>ProgramArguments</key>
        <array>
          <string>/opt/goherd-agent/bin/goherd-agent-service</string>
          <string>run</string>
          <string>--root</string>
          <string>/var/lib/goherd</string>
        </array>
        <key>EnvironmentVariables</key>
        <dict><key>PATH</key><string>/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin</string></dict>
        <key>RunAtLoad</key><true/>
        <key>KeepAlive</key><true/>
        <key>ThrottleInterval</key><integer>5</integer>
        <key>ExitTimeOut</key><integer>20</integer>
        <key>ProcessType</key><string>Background</string>
        <key>Umask</key><integer>18</integer>
        <key>StandardOutPath</key><string>/Users/ada/Library/Logs/goherd-agent.log</string>
        <key>StandardErrorPath</key><string>/Users/ada/Library/Logs/goherd-agent.log</string>
      </dict>
      </plist>
      "
    `)
  })

  it('speaks to the machine’s domain or the user’s', () => {
    expect(planService('launchd', unix).files[0]?.path).toBe('/Library/LaunchDaemons/io.goherd.agent.plist')
    expect(planService('launchd', unix).stop).toEqual([['launchctl', 'bootout', 'system/io.goherd.agent']])
    expect(planService('launchd', user).stop).toEqual([['launchctl', 'bootout', 'gui/1000/io.goherd.agent']])
  })
})

describe('the Task Scheduler', () => {
  const windows: ServiceOrder = {
    ...unix,
    command: [
      'C:\\Program Files\\Goherd Agent\\bin\\goherd-agent-service.cmd',
      'run',
      '--root',
      'C:\\ProgramData\\Goherd & Sons',
    ],
    root: 'C:\\ProgramData\\Goherd & Sons',
    home: 'C:\\Program Files\\Goherd Agent',
  }

  it('runs the launcher as SYSTEM, at the start of the machine, without a limit', () => {
    const xml = text('scheduled-task', windows)
    expect(xml).toContain(
      `<Command>cmd.exe</Command><Arguments>/d /c &quot;&quot;C:\\Program Files\\Goherd Agent\\bin\\goherd-agent-service.cmd&quot; run --root &quot;C:\\ProgramData\\Goherd &amp; Sons&quot;&quot;</Arguments>`,
    )
    for (const part of ['<BootTrigger>', '<UserId>S-1-5-18</UserId>', '<ExecutionTimeLimit>PT0S<'])
      expect(xml).toContain(part)
    expect(xml.startsWith('\ufeff<?xml version="1.0" encoding="UTF-16"?>')).toBe(true)
  })

  it('is told of the file and started', () => {
    const { files, start } = planService('scheduled-task', windows)
    expect(files[0]).toMatchObject({
      path: 'C:\\Program Files\\Goherd Agent\\state\\service.xml',
      encoding: 'utf16le',
    })
    expect(start[0]).toContain('C:\\Program Files\\Goherd Agent\\state\\service.xml')
  })
})

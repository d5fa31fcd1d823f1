import type { Command } from 'commander'
import { examples, type Launcher } from './launcher.js'

const EXAMPLE = `
A fleet file:
  version: 1
  policies:
    careful:
      stages:
        - { size: 1, soak: 10m, approvals: 1 }
        - { size: 25%, soak: 30m, maxFailed: 1 }
        - { size: 100% }
  groups:
    build:
      go: "1.23"
      settings: { GOPROXY: "https://proxy.example.com" }
      rollout: careful
      windows: ["Mon-Thu 09:00-16:00 Europe/Berlin"]
      drillEveryDays: 7
`

/** plan, apply: the fleet as a file in git. */
export function addFleetFile(program: Command, launch: Launcher): void {
  program
    .command('plan')
    .description('what applying a fleet file would change; exit code 3 when there is anything')
    .requiredOption('-f, --file <file>', 'the fleet file; - is stdin')
    .addHelpText('after', examples('goherd plan -f fleet.yaml'))
    .addHelpText('after', EXAMPLE)
    .action(launch(() => import('../commands/fleet-plan.js')))
  program
    .command('apply')
    .description('make the fleet as a file says; groups that it does not name are left alone')
    .requiredOption('-f, --file <file>', 'the fleet file; - is stdin')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('goherd apply -f fleet.yaml --reason "$(git log -1 --format=%s)" --yes'))
    .action(launch(() => import('../commands/fleet-apply.js')))
}

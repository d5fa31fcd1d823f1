import { win32 } from 'node:path'
import type { ServiceOrder, ServicePlan } from './service-order.js'
import { escapeXml } from './xml.js'

const TASK = 'Goherd Agent'

/*
 * A Windows service needs a program that speaks to the service control manager, which neither Node nor a script does. A task that
 * starts with the machine, as SYSTEM and without a time limit, needs nothing but Windows; its launcher starts the agent again
 * after each end.
 */

/** The definition of a task for the Task Scheduler, as its XML. Pure. */
function scheduledTaskXml({ command: [program, ...words] }: ServiceOrder): string {
  // cmd takes away the outermost quotes, so that those of the program and of its arguments stay.
  const line = `/d /c "${[program, ...words].map(quoteForCmd).join(' ')}"`
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Keeps the Go of this machine where its owner wants it.</Description></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
  <Principals><Principal id="Author"><UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>cmd.exe</Command><Arguments>${escapeXml(line)}</Arguments></Exec>
  </Actions>
</Task>
`
}

/** A word for cmd. A name of a file holds no quotes on Windows; what else might be taken for a command stands between them. */
function quoteForCmd(word: string): string {
  return /^[\w:\\./-]+$/.test(word) ? word : `"${word.replaceAll('"', '')}"`
}

/** The task and the commands around it. */
export function scheduledTaskPlan(order: ServiceOrder): ServicePlan {
  const path = win32.join(order.home ?? order.root, 'state', 'service.xml')
  return {
    files: [{ path, text: `\ufeff${scheduledTaskXml(order)}`, mode: 0o644, encoding: 'utf16le' }],
    start: [
      ['schtasks', '/create', '/tn', TASK, '/xml', path, '/f'],
      ['schtasks', '/run', '/tn', TASK],
    ],
    stop: [
      ['schtasks', '/end', '/tn', TASK],
      ['schtasks', '/delete', '/tn', TASK, '/f'],
    ],
    forget: [],
    advice: [`Its state: schtasks /query /tn "${TASK}" /v`],
  }
}

'use client'

import { ROLES, type Role, roleCovers } from '@goherd/model'
import type { DeviceView } from '@goherd/protocol'
import { parseAsString, useQueryState } from 'nuqs'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button'
import { Facts } from '../../ui/facts'
import { FailureNotice } from '../../ui/failure-notice'
import { SelectField, TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { useAnswerDevice, useDevice } from './device-queries'
import { useMe } from './use-me'

const ENDED: Readonly<
  Record<
    Exclude<DeviceView['state'], 'pending'>,
    { tone: 'ok' | 'warn' | 'bad'; title: string; lead: string }
  >
> = {
  approved: {
    tone: 'ok',
    title: 'It is let in.',
    lead: 'Go back to the command line: it goes on within seconds.',
  },
  used: {
    tone: 'ok',
    title: 'It is let in.',
    lead: 'Its token is listed in the settings among the API tokens.',
  },
  denied: { tone: 'warn', title: 'It is not let in.', lead: 'The command line was told so.' },
  expired: {
    tone: 'bad',
    title: 'This code has expired.',
    lead: 'Start again there: goherd login --device.',
  },
}

function Choice({ device, role: own }: { device: DeviceView; role: Role }) {
  const answer = useAnswerDevice(device.userCode)
  const { register, handleSubmit } = useForm<{ role: Role }>({ defaultValues: { role: own } })
  return (
    <form
      onSubmit={handleSubmit(({ role }) => answer.mutate({ approve: true, role }))}
      className="grid gap-4"
      noValidate
    >
      <Notice tone="warn" title="Only let it in if you started it yourself.">
        Compare the code with the one that the command line shows.
      </Notice>
      <SelectField label="Role it gets" {...register('role')}>
        {ROLES.filter((role) => roleCovers(own, role)).map((role) => (
          <option key={role}>{role}</option>
        ))}
      </SelectField>
      {answer.isError && <FailureNotice error={answer.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button busy={answer.isPending} onClick={() => answer.mutate({ approve: false })}>
          Deny
        </Button>
        <Button type="submit" look="primary" busy={answer.isPending}>
          Approve
        </Button>
      </div>
    </form>
  )
}

const DAY_SECONDS = 24 * 3600

function Device({ device }: { device: DeviceView }) {
  const { data: me } = useMe()
  const ended = device.state === 'pending' ? undefined : ENDED[device.state]
  return (
    <div className="grid gap-4">
      <p className="font-mono font-semibold text-2xl tracking-widest">{device.userCode}</p>
      <Facts
        rows={[
          ['Who asks', device.client],
          ['From', device.address],
          ['Since', <TimeAgo key="since" at={device.createdAt} />],
          [
            'Its token',
            `named after it, good for ${Math.round(device.tokenSeconds / DAY_SECONDS)} days, revocable`,
          ],
        ]}
      />
      {ended && (
        <Notice tone={ended.tone} role="status" title={ended.title}>
          {ended.lead}
        </Notice>
      )}
      {!ended && me && <Choice device={device} role={me.role} />}
    </div>
  )
}

/** Answers a command line that waits to be let in. Its code stands in the address, or is typed here. */
export function DeviceAnswer() {
  const [code, setCode] = useQueryState('code', parseAsString.withDefault(''))
  const query = useDevice(code)
  const { register, handleSubmit, formState } = useForm<{ code: string }>({ values: { code } })
  return (
    <Panel title="Let a command line in" className="max-w-xl">
      <div className="grid gap-5">
        <form
          noValidate
          onSubmit={handleSubmit((typed) => setCode(typed.code.trim()))}
          className="grid items-end gap-3 sm:grid-cols-[1fr_auto]"
        >
          <TextField
            label="Code"
            mono
            placeholder="XXXX-XXXX"
            maxLength={16}
            error={formState.errors.code?.message}
            {...register('code', { required: 'Enter the code that the command line shows' })}
          />
          <Button type="submit">Look it up</Button>
        </form>
        {code !== '' && (
          <QueryView query={query} what="the command line">
            {(device) => <Device device={device} />}
          </QueryView>
        )}
      </div>
    </Panel>
  )
}

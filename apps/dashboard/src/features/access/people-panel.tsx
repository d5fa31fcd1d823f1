'use client'

import { ROLES, type Role } from '@goherd/model'
import { Lock } from 'lucide-react'
import { useForm } from 'react-hook-form'
import type { InvitePerson, Person } from '../../api/answers'
import { asSentence } from '../../ui/as-sentence'
import { Button } from '../../ui/button'
import { CopyLine } from '../../ui/copy-line'
import { Empty } from '../../ui/empty'
import { FailureNotice } from '../../ui/failure-notice'
import { SelectField, TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { Select } from '../../ui/select'
import { Table, Td, Th } from '../../ui/table'
import { TimeAgo } from '../../ui/time-ago'
import { useChangeRole, useInvite, usePeople } from './access-queries'
import { useRefusal } from './use-me'

function Invite() {
  const invite = useInvite()
  const { register, handleSubmit, formState } = useForm<InvitePerson>({ defaultValues: { role: 'viewer' } })
  const { errors } = formState
  return (
    <div className="grid gap-4 border-line border-b p-4">
      <form
        noValidate
        onSubmit={handleSubmit((wish) => invite.mutate(wish))}
        className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1.5fr_1fr_auto]"
      >
        <TextField
          label="Name"
          maxLength={100}
          error={errors.name?.message}
          {...register('name', { required: 'Enter a name' })}
        />
        <TextField
          label="Email"
          type="email"
          error={errors.email?.message}
          {...register('email', { required: 'Enter an email' })}
        />
        <SelectField label="Role" {...register('role')}>
          {ROLES.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </SelectField>
        <Button type="submit" look="primary" busy={invite.isPending}>
          Invite
        </Button>
      </form>
      {invite.isError && <FailureNotice error={invite.error} />}
      {invite.data && (
        <div className="grid gap-2">
          <Notice tone="ok" role="status" title={`Send this link to ${invite.data.name}.`}>
            It works once, to choose a password.
          </Notice>
          <CopyLine what="invitation link" text={invite.data.link} />
        </div>
      )}
    </div>
  )
}

function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text)
}

function PersonRow({ person }: { person: Person }) {
  const change = useChangeRole()
  return (
    <tr>
      <Td className="font-medium">{person.name}</Td>
      <Td className="hidden text-ink-2 sm:table-cell">{person.email}</Td>
      <Td>
        <Select
          aria-label={`Role of ${person.name}`}
          value={person.role}
          disabled={change.isPending}
          onChange={(event) => {
            const role = event.target.value
            if (isRole(role)) change.mutate({ id: person.id, role })
          }}
          className="w-32"
        >
          {ROLES.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </Select>
        {change.isError && <FailureNotice error={change.error} />}
      </Td>
      <Td className="hidden text-ink-2 sm:table-cell">
        <TimeAgo at={person.createdAt} />
      </Td>
    </tr>
  )
}

/** Who may sign in and what they may do. Only administrators see it. */
export function PeoplePanel() {
  const refusal = useRefusal('people.manage')
  const query = usePeople(refusal === undefined)
  return (
    <Panel title="People" note="who may sign in, and what they may do" flush>
      {refusal !== undefined ? (
        <Empty icon={Lock} title="Only administrators see this.">
          {asSentence(refusal)}
        </Empty>
      ) : (
        <>
          <Invite />
          <QueryView query={query} what="people">
            {({ people }) => (
              <Table label="People table">
                <thead>
                  <tr>
                    <Th>Name</Th>
                    <Th className="hidden sm:table-cell">Email</Th>
                    <Th>Role</Th>
                    <Th className="hidden sm:table-cell">Since</Th>
                  </tr>
                </thead>
                <tbody>
                  {people.map((person) => (
                    <PersonRow key={person.id} person={person} />
                  ))}
                </tbody>
              </Table>
            )}
          </QueryView>
        </>
      )}
    </Panel>
  )
}

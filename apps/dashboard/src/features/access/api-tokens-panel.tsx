'use client'

import { ROLES, type Role, roleCovers } from '@goherd/model'
import { useForm } from 'react-hook-form'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { CopyLine } from '../../ui/copy-line'
import { FailureNotice } from '../../ui/failure-notice'
import { SelectField, TextField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { Table, Td, Th } from '../../ui/table'
import { TimeAgo } from '../../ui/time-ago'
import { useApiTokens, useCreateApiToken, useRevokeApiToken } from './access-queries'
import { useMe } from './use-me'

function NewApiToken() {
  const own: Role = useMe().data?.role ?? 'viewer'
  const create = useCreateApiToken()
  const { register, handleSubmit, formState } = useForm<{ name: string; role: Role }>({
    defaultValues: { name: '', role: 'viewer' },
  })
  return (
    <div className="grid gap-4 border-line border-b p-4">
      <form
        noValidate
        onSubmit={handleSubmit((wish) => create.mutate(wish))}
        className="grid items-end gap-3 sm:grid-cols-[1.5fr_1fr_auto]"
      >
        <TextField
          label="Token name"
          maxLength={100}
          placeholder="What uses it"
          error={formState.errors.name?.message}
          {...register('name', { required: 'Give it a name' })}
        />
        <SelectField label="Token role" {...register('role')}>
          {ROLES.filter((role) => roleCovers(own, role)).map((role) => (
            <option key={role}>{role}</option>
          ))}
        </SelectField>
        <Button type="submit" look="primary" busy={create.isPending}>
          Create API token
        </Button>
      </form>
      {create.isError && <FailureNotice error={create.error} />}
      {create.data && (
        <div className="grid gap-2">
          <Notice tone="ok" role="status" title="This is the token.">
            It is shown only now. Give it to the command line as GOHERD_TOKEN.
          </Notice>
          <CopyLine what="API token" text={create.data.token} />
        </div>
      )}
    </div>
  )
}

/** API tokens, for the command line and for scripts. */
export function ApiTokensPanel() {
  const query = useApiTokens()
  const revoke = useRevokeApiToken()
  return (
    <Panel title="API tokens" note="for the command line and for scripts" flush>
      <NewApiToken />
      {revoke.isError && <FailureNotice error={revoke.error} />}
      <QueryView query={query} what="API tokens">
        {({ tokens }) =>
          tokens.length === 0 ? (
            <p className="p-4 text-ink-3">No token was made yet.</p>
          ) : (
            <Table label="API tokens table">
              <thead>
                <tr>
                  <Th>Name</Th>
                  <Th>Role</Th>
                  <Th className="hidden sm:table-cell">Owner</Th>
                  <Th className="hidden sm:table-cell">Last used</Th>
                  <Th className="hidden md:table-cell">Expires</Th>
                  <Th>
                    <span className="sr-only">Actions</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {tokens.map((token) => (
                  <tr key={token.id}>
                    <Td className="font-medium">{token.name}</Td>
                    <Td>
                      <Badge>{token.role}</Badge>
                    </Td>
                    <Td className="hidden text-ink-2 sm:table-cell">{token.owner}</Td>
                    <Td className="hidden sm:table-cell">
                      <TimeAgo at={token.lastUsedAt} />
                    </Td>
                    <Td className="hidden md:table-cell">
                      <TimeAgo at={token.expiresAt} />
                    </Td>
                    <Td className="text-right">
                      <Button
                        size="small"
                        aria-label={`Revoke ${token.name}`}
                        busy={revoke.isPending && revoke.variables === token.id}
                        onClick={() => revoke.mutate(token.id)}
                      >
                        Revoke
                      </Button>
                    </Td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Panel>
  )
}

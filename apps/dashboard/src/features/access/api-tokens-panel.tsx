'use client'

import { useState } from 'react'
import type { ApiTokenList } from '../../api/answers'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Dialog, DialogActions } from '../../ui/dialog'
import { FailureNotice } from '../../ui/failure-notice'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { Table, Td, Th } from '../../ui/table'
import { TimeAgo } from '../../ui/time-ago'
import { useApiTokens, useRevokeApiToken } from './access-queries'
import { NewApiToken } from './new-api-token'

type ApiToken = ApiTokenList['tokens'][number]

function RevokeDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const revoke = useRevokeApiToken()
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Revoke the API token ${token.name}?`}
      lead="What uses it is refused from now on. It can’t be brought back, only replaced."
    >
      <p className="text-ink-2">
        Last used: <TimeAgo at={token.lastUsedAt} />.
      </p>
      {revoke.isError && <FailureNotice error={revoke.error} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          busy={revoke.isPending}
          onClick={() => revoke.mutate(token.id, { onSuccess: onClose })}
        >
          Revoke now
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function TokenRow({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  return (
    <tr>
      <Td className="break-words font-medium">
        {token.name}
        <span className="block font-normal text-ink-3 text-xs sm:hidden">
          used <TimeAgo at={token.lastUsedAt} />
        </span>
      </Td>
      <Td>
        <Badge>{token.role}</Badge>
      </Td>
      <Td className="hidden text-ink-2 md:table-cell">{token.owner}</Td>
      <Td className="hidden md:table-cell">
        <TimeAgo at={token.createdAt} />
      </Td>
      <Td className="hidden sm:table-cell">
        <TimeAgo at={token.lastUsedAt} />
      </Td>
      <Td>
        <TimeAgo at={token.expiresAt} />
      </Td>
      <Td className="text-right">
        <Button size="small" aria-label={`Revoke ${token.name}`} onClick={onRevoke}>
          Revoke
        </Button>
      </Td>
    </tr>
  )
}

function TokenTable({ tokens, onRevoke }: ApiTokenList & { onRevoke: (token: ApiToken) => void }) {
  return (
    <Table label="API tokens table">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Role</Th>
          <Th className="hidden md:table-cell">Owner</Th>
          <Th className="hidden md:table-cell">Created</Th>
          <Th className="hidden sm:table-cell">Last used</Th>
          <Th>Expires</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => onRevoke(token)} />
        ))}
      </tbody>
    </Table>
  )
}

/** API tokens, for the command line and for scripts. */
export function ApiTokensPanel() {
  const query = useApiTokens()
  const [ending, setEnding] = useState<ApiToken | null>(null)
  return (
    <Panel title="API tokens" note="for the command line and for scripts" flush>
      <NewApiToken />
      <QueryView query={query} what="API tokens">
        {({ tokens }) =>
          tokens.length === 0 ? (
            <p className="p-4 text-ink-3">No token was made yet.</p>
          ) : (
            <TokenTable tokens={tokens} onRevoke={setEnding} />
          )
        }
      </QueryView>
      {ending && <RevokeDialog token={ending} onClose={() => setEnding(null)} />}
    </Panel>
  )
}

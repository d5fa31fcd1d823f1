'use client'

import type { EnrollmentToken } from '../../api/answers'
import { Badge, type Tone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { Table, Td, Th } from '../../ui/table'
import { TimeAgo } from '../../ui/time-ago'
import { useRefusal } from '../access/use-me'
import { useEnrollmentTokens, useRevokeEnrollmentToken } from './enrollment-queries'
import { NewTokenForm } from './new-token-form'

const STATES: Readonly<Record<EnrollmentToken['state'], readonly [word: string, tone: Tone]>> = {
  valid: ['Valid', 'ok'],
  'used-up': ['Used up', 'neutral'],
  expired: ['Expired', 'neutral'],
  revoked: ['Revoked', 'bad'],
}

function TokenRow({ token }: { token: EnrollmentToken }) {
  const refusal = useRefusal('enrollment.revoke')
  const revoke = useRevokeEnrollmentToken()
  const [word, tone] = STATES[token.state]
  return (
    <tr>
      <Td className="font-medium">{token.group}</Td>
      <Td>
        <Badge tone={tone}>{word}</Badge>
      </Td>
      <Td className="whitespace-nowrap">
        {token.used} of {token.uses}
      </Td>
      <Td className="hidden sm:table-cell">
        <TimeAgo at={token.expiresAt} />
      </Td>
      <Td className="hidden text-ink-2 md:table-cell">{token.note}</Td>
      <Td className="hidden text-ink-2 md:table-cell">{token.createdBy}</Td>
      <Td className="text-right">
        {token.state === 'valid' && (
          <Button
            size="small"
            aria-label={`Revoke the token for ${token.group}`}
            refusal={refusal}
            busy={revoke.isPending}
            onClick={() => revoke.mutate(token.id)}
          >
            Revoke
          </Button>
        )}
        {revoke.isError && <FailureNotice error={revoke.error} />}
      </Td>
    </tr>
  )
}

/** Enrollment tokens: make one, see who has used them, end them. */
export function EnrollmentPanel() {
  const query = useEnrollmentTokens()
  return (
    <Panel title="Enroll hosts" note="a token brings hosts into a group" flush>
      <div className="border-line border-b p-4">
        <NewTokenForm />
      </div>
      <QueryView query={query} what="enrollment tokens">
        {({ tokens }) =>
          tokens.length === 0 ? (
            <p className="p-4 text-ink-3">No token was made yet.</p>
          ) : (
            <Table label="Enrollment tokens table">
              <thead>
                <tr>
                  <Th>Group</Th>
                  <Th>State</Th>
                  <Th>Used</Th>
                  <Th className="hidden sm:table-cell">Expires</Th>
                  <Th className="hidden md:table-cell">Note</Th>
                  <Th className="hidden md:table-cell">Made by</Th>
                  <Th>
                    <span className="sr-only">Actions</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {tokens.map((token) => (
                  <TokenRow key={token.id} token={token} />
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Panel>
  )
}

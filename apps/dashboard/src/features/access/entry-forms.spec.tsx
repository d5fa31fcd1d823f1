import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import type { ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { markup, words } from '../../testing/render'
import { SetupForm } from './setup-form'
import { SignInForm } from './sign-in-form'
import { WelcomeForm } from './welcome-form'

function at(search: string, form: ReactNode): ReactNode {
  return <SearchParamsContext value={new URLSearchParams(search)}>{form}</SearchParamsContext>
}

describe('signing in', () => {
  it('asks for email and password, for a password manager to fill', () => {
    const html = markup(at('', <SignInForm />))
    expect(words(at('', <SignInForm />))).toBe('Email Password Sign in')
    expect(html).toContain('autoComplete="username"')
    expect(html).toContain('autoComplete="current-password"')
    expect(html).toContain('type="password"')
  })
})

describe('setting up', () => {
  it('asks for the first administrator', () => {
    expect(words(at('?token=t', <SetupForm />))).toBe(
      'Name Email Password At least 12 characters. Create administrator',
    )
  })

  it('says what is wrong with a link without its token', () => {
    expect(words(at('', <SetupForm />))).toContain('This link is incomplete.')
  })
})

describe('being invited', () => {
  it('asks for a new password', () => {
    const html = markup(at('?token=t', <WelcomeForm />))
    expect(html).toContain('autoComplete="new-password"')
    expect(html).toContain('Save password')
  })

  it('says what is wrong with a link without its token', () => {
    expect(words(at('', <WelcomeForm />))).toContain('This link is incomplete.')
  })
})

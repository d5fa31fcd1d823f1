export const PASSWORD_HINT = 'At least 12 characters.'

/** What a new password must be; the server demands the same. */
export const PASSWORD_RULES = {
  required: 'Choose a password',
  minLength: { value: 12, message: 'Use at least 12 characters' },
  maxLength: { value: 256, message: 'Use at most 256 characters' },
} as const

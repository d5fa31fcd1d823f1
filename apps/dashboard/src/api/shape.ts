/** A light check of an answer: the browser carries no schemas, the server has already validated what it sends. */
export type Shape<T> = (value: unknown) => value is T

/** Accepts an object that has at least these fields. Fields that are added later pass. */
export function has<T extends object>(...fields: readonly (keyof T & string)[]): Shape<T> {
  return (value): value is T =>
    typeof value === 'object' && value !== null && fields.every((field) => Object.hasOwn(value, field))
}

/** For answers that nobody reads. */
export const anything = (_value: unknown): _value is unknown => true

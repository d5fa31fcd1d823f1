import { useEffect, useState } from 'react'

/** A value once it has not changed for a while, in milliseconds. Equal is what reads the same as JSON. */
export function useSettled<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value)
  const text = JSON.stringify(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the value, which is made anew at each draw
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs)
    return () => clearTimeout(timer)
  }, [text, delayMs])
  return settled
}

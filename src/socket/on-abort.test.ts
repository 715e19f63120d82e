import { describe, expect, it } from 'vitest'
import { onAbort } from './on-abort.ts'

describe('onAbort', () => {
  it('gives a signal one listener, however many wait', () => {
    const controller = new AbortController()
    let listeners = 0
    const { signal } = controller
    const add = signal.addEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++
      add(...args)
    }
    const called: number[] = []
    for (let i = 0; i < 1_000; i++) onAbort(signal, () => called.push(i))
    expect(listeners).toBe(1)
    controller.abort()
    expect(called).toEqual(Array.from({ length: 1_000 }, (_, index) => index))
  })

  it('calls nobody who called it off, and lets the signal go with the last', () => {
    const controller = new AbortController()
    const { signal } = controller
    let removed = 0
    const remove = signal.removeEventListener.bind(signal)
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      removed++
      remove(...args)
    }
    const called: string[] = []
    const first = onAbort(signal, () => called.push('first'))
    const second = onAbort(signal, () => called.push('second'))
    first()
    first()
    second()
    expect(removed).toBe(1)
    onAbort(signal, () => called.push('third'))
    controller.abort()
    expect(called).toEqual(['third'])
  })
})

import { signal } from '@preact/signals'
import type { ConnectionInfo } from '../../../protocol/index.ts'
import { workbench } from '../../store/workbench.ts'
import { canSend, connectionOf, listenerOf, picked, selected } from '../store.ts'

/** To whom the composer sends. */
export type TargetChoice = 'this' | 'listener' | 'all' | 'picked'

export const targetChoice = signal<TargetChoice>('this')

/** Whether the list shows boxes to tick. */
export function isPicking(): boolean {
  return targetChoice.value === 'picked'
}

/** The listener of what is looked at. */
export function listenerHere(): number | undefined {
  return listenerOf(selected.value)?.conn ?? connectionOf(selected.value)?.listener
}

/** What the choice comes to here: a listener has no `this`. */
export function choiceHere(): TargetChoice {
  const choice = targetChoice.value
  const isListener = listenerOf(selected.value) !== undefined
  if (choice === 'this' && isListener) return 'listener'
  if (choice === 'listener' && listenerHere() === undefined) return 'this'
  return choice
}

/** Those to whom a message would go now. */
export function recipients(): readonly ConnectionInfo[] {
  return recipientsOf(choiceHere())
}

export function recipientsOf(choice: TargetChoice): readonly ConnectionInfo[] {
  const open = workbench.snapshot.value.connections.filter(canSend)
  switch (choice) {
    case 'this':
      return open.filter(({ conn }) => conn === selected.value)
    case 'listener': {
      const listener = listenerHere()
      return open.filter((one) => listener !== undefined && one.listener === listener)
    }
    case 'picked':
      return open.filter(({ conn }) => picked.value.has(conn))
    default:
      return open
  }
}

import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { ConnectionInfo, ListenerInfo } from '../../protocol/index.ts'
import { go, route } from '../store/route.ts'
import { remember, remembered } from '../store/storage.ts'
import { workbench } from '../store/workbench.ts'
import { AUTO, SAME, type CharsetChoice } from './transcript/reader.ts'

export type ViewMode = 'stream' | 'writes' | 'hex'
const viewModes: readonly ViewMode[] = ['stream', 'writes', 'hex']

/** How the bytes are shown, for every connection. */
export const viewMode = signal<ViewMode>(
  viewModes.find((mode) => mode === remembered('talk.view')) ?? 'writes',
)

export function chooseView(mode: ViewMode): void {
  viewMode.value = mode
  remember('talk.view', mode)
}

/** The listener or connection that is looked at: `#/talk/3`. */
export const selected: ReadonlySignal<number | undefined> = computed(() => {
  const { view, rest } = route.value
  const number = Number(rest)
  return view === 'talk' && Number.isInteger(number) && number > 0 ? number : undefined
})

export function select(conn: number | undefined, how: 'push' | 'replace' = 'push'): void {
  go(conn === undefined ? '#/talk' : `#/talk/${conn}`, how)
}

export function connectionOf(conn: number | undefined): ConnectionInfo | undefined {
  return workbench.snapshot.value.connections.find((one) => one.conn === conn)
}

export function listenerOf(conn: number | undefined): ListenerInfo | undefined {
  return workbench.snapshot.value.listeners.find((one) => one.conn === conn)
}

/** Whether something can still be sent to it. */
export function canSend({ state }: ConnectionInfo): boolean {
  return state === 'ESTABLISHED' || state === 'CLOSE-WAIT'
}

/** Those ticked in the list, to be sent to together. */
export const picked = signal<ReadonlySet<number>>(new Set())

export function pick(conn: number, on: boolean): void {
  const next = new Set(picked.value)
  if (on) next.add(conn)
  else next.delete(conn)
  picked.value = next
}

const charsets = signal<ReadonlyMap<string, CharsetChoice>>(storedCharsets())

/** How a connection is read and written: what was chosen for it, else what was chosen last. */
export function charsetsOf(conn: number): CharsetChoice {
  return charsets.value.get(keyOf(conn)) ?? charsets.value.get('new') ?? { reads: AUTO, writes: SAME }
}

/** @param conn - `new`: for connections that come. */
export function chooseCharsets(conn: number | 'new', choice: CharsetChoice): void {
  const next = new Map(charsets.value)
  next.set(conn === 'new' ? conn : keyOf(conn), choice)
  // Those of an earlier run of the workbench mean nothing any more.
  const run = `${workbench.hello.peek()?.run ?? ''}/`
  for (const key of next.keys()) if (key !== 'new' && !key.startsWith(run)) next.delete(key)
  charsets.value = next
  remember('talk.charsets', JSON.stringify([...next].slice(-500)))
}

function keyOf(conn: number): string {
  return `${workbench.hello.value?.run ?? ''}/${conn}`
}

function storedCharsets(): ReadonlyMap<string, CharsetChoice> {
  try {
    return new Map(JSON.parse(remembered('talk.charsets') ?? '[]') as [string, CharsetChoice][])
  } catch {
    return new Map()
  }
}

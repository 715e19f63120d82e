import { signal } from '@preact/signals'
import { AUTO, SAME, type CharsetChoice } from './charset-choice.ts'
import { remember, remembered } from './storage.ts'
import { workbench } from './workbench.ts'

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

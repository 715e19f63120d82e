import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const folder = join(import.meta.dirname, 'segment-arrives')
const steps = readdirSync(folder).filter((file) => /^\d-\w+\.ts$/.test(file))

/** Files beside it that a file imports. */
function neighbours(file: string): string[] {
  const text = readFileSync(join(folder, file), 'utf8')
  return [...text.matchAll(/from '\.\/([^']+)'/g)].map(([, name]) => name as string)
}

describe('the eight steps of SEGMENT ARRIVES (RFC 9293 §3.10.7.4)', () => {
  it('are all there is of them, in order', () => {
    expect(steps.map((file) => file[0])).toEqual(['1', '2', '4', '5', '6', '7', '8'])
  })
  it.each(steps)('%s borrows nothing from another step: what two need has a file of its own', (file) => {
    expect(neighbours(file).filter((name) => steps.includes(name))).toEqual([])
  })
})

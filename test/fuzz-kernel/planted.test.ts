import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileOf, PLANTED_FAULTS } from '../../tools/fuzz-kernel/planted.ts'

/** An engine that has been changed has the text elsewhere or otherwise: then the list in planted.ts is to follow. */
describe('the faults to plant', () => {
  it.each(PLANTED_FAULTS)('$what: its text stands once in the engine', (fault) => {
    expect(fileOf(fault, join(import.meta.dirname, '..', '..', 'src', 'tcp'))).toMatch(/\.ts$/)
  })
})

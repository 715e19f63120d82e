import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rowsOf } from './conformance-table.ts'

const page = join(import.meta.dirname, '..', '..', 'docs', 'conformance.md')

describe('docs/conformance.md', () => {
  it('has verdicts that are verdicts', () => {
    const rows = rowsOf(readFileSync(page, 'utf8'))
    expect(rows.size).toBeGreaterThan(170)
    for (const { verdicts } of rows.values()) {
      for (const verdict of Object.values(verdicts)) {
        expect(['pass', 'fail', 'unsupported', '–']).toContain(verdict)
      }
    }
  })
})

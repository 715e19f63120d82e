import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rowOf, rowsOf, scriptsBelow, withTable } from '../drill/conformance-table.ts'

/**
 * The suites are not ours and are not here: they are run where somebody has fetched them. `SYNFIN_PACKETDRILL` names
 * folders with scripts (a checkout of google/packetdrill, another of Linux's selftests); without it
 * `~/.cache/synfin/packetdrill` is looked for. `SYNFIN_UPDATE=1` writes the table anew.
 */
const given = process.env['SYNFIN_PACKETDRILL'] ?? join(homedir(), '.cache', 'synfin', 'packetdrill')
const folders = given.split(delimiter).filter((folder) => folder !== '' && existsSync(folder))
const page = join(import.meta.dirname, '..', '..', 'docs', 'conformance.md')

describe.skipIf(folders.length === 0)('the published suites', () => {
  const scripts = scriptsBelow(folders)

  it('have scripts, and each of them can be read and run', () => {
    expect(scripts.length).toBeGreaterThan(0)
    const rows = scripts.map(({ name, file }) => rowOf(name, file))
    if (process.env['SYNFIN_UPDATE'] === '1') writeFileSync(page, withTable(readFileSync(page, 'utf8'), rows))
    const known = rowsOf(readFileSync(page, 'utf8'))
    const changed = rows
      .filter(({ name, verdicts }) => JSON.stringify(known.get(name)?.verdicts) !== JSON.stringify(verdicts))
      .map((row) => ({ now: row, page: known.get(row.name)?.verdicts }))
    expect(changed).toEqual([])
  })
})

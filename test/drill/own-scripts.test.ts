import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { IP_VERSIONS, parseScript, runScript, versionsOf, whyText } from '../../src/drill/index.ts'

/** Our own scripts, written from the RFCs: every one passes, in every way that it allows. */
const folder = join(import.meta.dirname, 'scripts')
const runs = readdirSync(folder).flatMap((file) => {
  const script = parseScript(readFileSync(join(folder, file), 'utf8'))
  return IP_VERSIONS.filter((version) => versionsOf(script, file).includes(version)).map((version) => ({
    file,
    version,
    script,
  }))
})

describe('scripts of our own', () => {
  it.each(runs)('$file ($version)', ({ script, version }) => {
    const result = runScript(script, version)
    expect(result.why === undefined ? '' : `line ${result.why.line}: ${whyText(result)}`).toBe('')
    expect(result.verdict).toBe('pass')
  })
})

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

describe('the example of docs/tcp.md', () => {
  it('is examples/two-ends.ts', () => {
    const [, ...code] = readFileSync('examples/two-ends.ts', 'utf8').split('\n')
    expect(readFileSync('docs/tcp.md', 'utf8')).toContain(`\`\`\`ts\n${code.join('\n')}\`\`\``)
  })

  it('says what its comments say', () => {
    const args = ['--tsconfig', 'test/support/tsconfig.examples.json', 'examples/two-ends.ts']
    expect(execFileSync('node_modules/.bin/tsx', args, { encoding: 'utf8' }).trim().split('\n')).toEqual([
      'hello',
      'established',
      'readable',
      'peer-closed',
      'TIME-WAIT CLOSED',
      'CLOSED',
    ])
  })
})

import { execFileSync } from 'node:child_process'
import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'dist/cli.js')

test.skipIf(process.platform === 'win32')(
  'the program can be run after every build, whatever it was before',
  () => {
    for (const before of [0o755, 0o644]) {
      chmodSync(program, before)
      execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'ignore' })
      expect(statSync(program).mode & 0o111).toBe(0o111)
      expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+/)
    }
  },
)

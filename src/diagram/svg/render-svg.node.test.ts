import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { handMadeTrace, STORM } from '../../../test/support/hand-made-trace.ts'
import { layoutSequence, renderSvg } from '../index.ts'
import { has } from '../../../test/support/programs.ts'

describe.skipIf(!has('python3'))('an XML parser', () => {
  test('reads the picture', () => {
    const svg = renderSvg(layoutSequence(handMadeTrace(STORM), { preview: () => '<&"\u0001]]>' }))
    const script =
      'import sys, xml.dom.minidom as m; print(m.parse(sys.stdin.buffer).documentElement.tagName)'
    const run = spawnSync('python3', ['-c', script], { input: svg, encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(run.stdout.trim()).toBe('svg')
  })
})

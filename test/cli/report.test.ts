import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { Log } from 'sarif'
import { afterAll, describe, expect, test } from 'vitest'
import { junitXml } from '../../src/cli/report/junit.ts'
import type { Check } from '../../src/cli/report/report.ts'
import { sarifLog } from '../../src/cli/report/sarif.ts'
import { has } from '../support/programs.ts'
import { synfin } from './harness.ts'

/** What a machine of CI reads, held to the schemas of its readers. */

const folder = mkdtempSync(join(tmpdir(), 'synfin-report-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
const file = (name: string, text: string): string => {
  writeFileSync(at(name), text)
  return at(name)
}

const passes = file('passes.pkt', '0 < . 5:5(0) ack 9 win 65535\n+0 > R 9:9(0)\n')
const fails = file('fails & <fails>.pkt', '0 close(3) = 0\n')
const strange = file('strange.pkt', '0 vmsplice(3) = 0\n')
const broken = file('broken.pkt', '0 close(3) = 0\n+0 > S 1:5(3)\n')

/** Runs to the end. */
async function ran(...args: string[]): Promise<{ code: number; err: string }> {
  const running = synfin(args, '')
  return { code: await running.code, err: running.err.text }
}

const schema = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  ),
) as { $schema?: string; id?: string }
// It is written in draft 4, and uses nothing of it that later drafts read differently.
delete schema.$schema
delete schema.id
const isSarif = addFormats.default(new Ajv({ strict: false, unicodeRegExp: false })).compile(schema)

function sarif(path: string): Log {
  const log: unknown = JSON.parse(readFileSync(path, 'utf8'))
  isSarif(log)
  expect(isSarif.errors ?? []).toEqual([])
  return log as Log
}

function junit(path: string): string {
  const schemaOfAll = join(import.meta.dirname, '../support/junit.xsd')
  if (has('xmllint')) execFileSync('xmllint', ['--noout', '--schema', schemaOfAll, path], { stdio: 'pipe' })
  return readFileSync(path, 'utf8')
}

describe('synfin drill --report', () => {
  test('writes every verdict as JUnit: failures, scripts that are none, what is unsupported', async () => {
    const { code } = await ran(
      'drill',
      passes,
      fails,
      strange,
      broken,
      '--ip-version',
      'ipv4',
      '--report',
      `junit=${at('a.xml')}`,
    )
    expect(code).toBe(2)
    const xml = junit(at('a.xml'))
    expect(xml).toContain('tests="1" failures="0" errors="0" skipped="0"')
    expect(xml).toContain('tests="1" failures="1" errors="0" skipped="0"')
    expect(xml).toContain('tests="1" failures="0" errors="0" skipped="1"')
    expect(xml).toContain('tests="1" failures="0" errors="1" skipped="0"')
    expect(xml).toContain(`name="${folder}/fails &amp; &lt;fails&gt;.pkt (ipv4)"`)
    expect(xml).toMatch(/<failure message="[^"]+" type="drill\/script">.*:1\n/)
    expect(xml).toContain(`${broken}:2:8`)
  })

  test('writes what did not pass as SARIF, each at its line', async () => {
    const { code } = await ran(
      'drill',
      passes,
      fails,
      strange,
      broken,
      '--ip-version',
      'ipv4',
      '--report',
      `sarif=${at('a.sarif')}`,
    )
    expect(code).toBe(2)
    const [run] = sarif(at('a.sarif')).runs
    expect(run?.tool.driver.name).toBe('synfin drill')
    expect(run?.results?.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['drill/script', 'error'],
      ['drill/unsupported', 'note'],
      ['drill/syntax', 'error'],
    ])
    const [failed, , bad] = run?.results ?? []
    expect(failed?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(
      /fails%20%26%20%3Cfails%3E\.pkt$/,
    )
    expect(bad?.locations?.[0]?.physicalLocation?.region).toEqual({ startLine: 2, startColumn: 8 })
  })

  test('writes both at once, and an empty SARIF when all is well', async () => {
    const both = ['--report', `junit=${at('b.xml')}`, '--report', `sarif=${at('b.sarif')}`]
    expect((await ran('drill', passes, ...both)).code).toBe(0)
    expect(junit(at('b.xml'))).toContain('tests="3" failures="0"')
    expect(sarif(at('b.sarif')).runs[0]?.results).toEqual([])
  })

  test.each([
    [['--report', 'html=x'], "'html=x' is not a report: write junit=FILE or sarif=FILE"],
    [['--report', 'junit'], "'junit' is not a report"],
    [['--report', 'junit='], "'junit=' is not a report"],
    [['--report', 'junit=a', '--report', 'junit=b'], '--report junit is given twice'],
    [['--report', 'junit=/nowhere/a.xml'], 'cannot write /nowhere/a.xml'],
  ])('complains about %j', async (args, message) => {
    const { code, err } = await ran('drill', passes, ...args)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})

test('explain --check writes a case for each claim, in the language of the person', async () => {
  const { code } = await ran(
    'explain',
    'handshake',
    '--check',
    '--lang',
    'zh',
    '--report',
    `junit=${at('c.xml')}`,
  )
  expect(code).toBe(0)
  const xml = junit(at('c.xml'))
  expect(xml).toMatch(/<testsuite name="handshake" package="synfin explain"/)
  expect(xml).toMatch(/<testcase name="[^"]*\p{Script=Han}/u)
  const { err } = await ran('explain', 'handshake', '--report', `junit=${at('c.xml')}`)
  expect(err).toContain('--report is about checks: add --check')
})

test('what XML cannot hold is replaced, line ends and tabs are kept', () => {
  const check: Check = { suite: 's', name: 'a\u0000b\u001Bc\uD800d\n\te😀', outcome: 'pass', rule: 'r' }
  writeFileSync(at('d.xml'), junitXml({ tool: 't', checks: [check], rules: { r: 'R' } }, new Date(0)))
  expect(junit(at('d.xml'))).toContain('name="a\uFFFDb\uFFFDc\uFFFDd&#10;&#9;e😀"')
})

test('a report of nothing is a report', () => {
  const nothing = { tool: 't', checks: [], rules: {} }
  writeFileSync(at('e.xml'), junitXml(nothing, new Date(0)))
  junit(at('e.xml'))
  expect(isSarif(sarifLog(nothing))).toBe(true)
})

describe('synfin lab run --check', () => {
  const lost = 'path=delay+20ms+loss+100%25'

  test('passes when every program ends without an error, in time', async () => {
    const { code } = await ran(
      'lab',
      'run',
      'path=delay+20ms',
      '--check',
      '--within',
      '5s',
      '--report',
      `junit=${at('f.xml')}`,
    )
    expect(code).toBe(0)
    expect(junit(at('f.xml'))).toContain('failures="0"')
  })

  test('fails when a program ends with an error, and says which', async () => {
    const { code, err } = await ran('lab', 'run', lost, '--check', '--report', `sarif=${at('f.sarif')}`)
    expect(code).toBe(1)
    expect(err).toMatch(/✗ .*ETIMEDOUT/)
    const [run] = sarif(at('f.sarif')).runs
    expect(run?.results?.map(({ ruleId }) => ruleId)).toContain('lab/program')
  })

  test('fails when it takes too long', async () => {
    const { code, err } = await ran(
      'lab',
      'run',
      'path=delay+20ms&lose=client.1',
      '--check',
      '--within',
      '900ms',
    )
    expect(code).toBe(1)
    expect(err).toMatch(/it took 1\.\d+ s, more than 900 ms/)
  })

  test.each([
    [['--within', '1s'], '--within is a check: add --check'],
    [['--report', 'junit=a'], '--report is about checks: add --check'],
  ])('%j alone means nothing', async (args, message) => {
    const { code, err } = await ran('lab', 'run', 'path=delay+20ms', ...args)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})

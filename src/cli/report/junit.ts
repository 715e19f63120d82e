import { own } from '../../base/index.ts'
import type { Check, Report } from './report.ts'

/**
 * A report as JUnit XML, in what Jenkins, GitLab and Ant's schema have in common: a suite for each file or lesson, a case
 * for each check. Times are of the virtual clock.
 *
 * @param wallTime - When it was run, for `timestamp`.
 */
export function junitXml(report: Report, wallTime: Date): string {
  const timestamp = wallTime.toISOString().slice(0, 19)
  const lines = [...bySuite(report.checks)].map(([name, checks], id) =>
    suiteXml(report.tool, name, checks, id, timestamp),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${lines.join('')}</testsuites>\n`
}

function bySuite(checks: readonly Check[]): Map<string, Check[]> {
  const suites = new Map<string, Check[]>()
  for (const check of checks) {
    const suite = suites.get(check.suite)
    if (suite === undefined) suites.set(check.suite, [check])
    else suite.push(check)
  }
  return suites
}

function suiteXml(
  tool: string,
  name: string,
  checks: readonly Check[],
  id: number,
  timestamp: string,
): string {
  const count = (outcome: Check['outcome']): number =>
    checks.filter((check) => check.outcome === outcome).length
  const seconds = checks.reduce((sum, check) => sum + (check.seconds ?? 0), 0)
  const head = attributes({
    name,
    package: tool,
    id,
    timestamp,
    hostname: 'localhost',
    tests: checks.length,
    failures: count('fail'),
    errors: count('error'),
    skipped: count('skip'),
    time: decimal(seconds),
  })
  const cases = checks.map((check) => caseXml(tool, check)).join('')
  return `  <testsuite ${head}>\n    <properties/>\n${cases}    <system-out/>\n    <system-err/>\n  </testsuite>\n`
}

function caseXml(tool: string, check: Check): string {
  const { suite, name, outcome, rule, message = '', seconds = 0 } = check
  const head = attributes({ name, classname: `${tool}.${suite}`, time: decimal(seconds) })
  if (outcome === 'pass') return `    <testcase ${head}/>\n`
  const said = attributes({ message, type: rule })
  const element = { fail: 'failure', error: 'error', skip: 'skipped' }[outcome]
  const body = [placeLine(check), message, check.details].filter(Boolean).join('\n')
  return `    <testcase ${head}>\n      <${element} ${said}>${escaped(body)}</${element}>\n    </testcase>\n`
}

function placeLine({ place }: Check): string {
  if (place === undefined) return ''
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${attribute(String(value))}"`)
    .join(' ')
}

/** Nanoseconds are kept; there is no exponent in XML Schema's decimal. */
function decimal(seconds: number): string {
  return seconds.toFixed(9).replace(/\.?0+$/, '')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // In an attribute a parser makes them spaces.
  '\n': '&#10;',
  '\t': '&#9;',
}

/** A text between tags. XML 1.0 has no place for most control characters, nor for half a surrogate pair: they become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>]/g, entity)
}

function attribute(text: string): string {
  return escaped(text).replace(/["\n\t]/g, entity)
}

function entity(character: string): string {
  return own(ENTITIES, character) ?? character
}

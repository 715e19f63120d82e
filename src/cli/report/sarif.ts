import type { Log, ReportingDescriptor, Result } from 'sarif'
import { VERSION } from '../version.ts'
import type { Check, Report } from './report.ts'

/** Where a level of SARIF stands for an outcome; what passed is no result. */
const LEVELS = { fail: 'error', error: 'error', skip: 'note' } as const

/**
 * A report as SARIF 2.1.0 (OASIS), for code scanning and editors: a result for each check that did not pass, at its file
 * and line. What passed is left out, as a viewer would show it as an alert.
 */
export function sarifLog(report: Report): Log {
  const rules: ReportingDescriptor[] = Object.entries(report.rules).map(([id, text]) => ({
    id,
    shortDescription: { text },
  }))
  const results = report.checks
    .filter((check) => check.outcome !== 'pass')
    .map((check) => resultOf(check, rules))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: report.tool, version: VERSION, semanticVersion: VERSION, rules } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  }
}

function resultOf(check: Check, rules: readonly ReportingDescriptor[]): Result {
  const { suite, name, outcome, rule, message, details, place } = check
  const text = [message ?? name, details].filter(Boolean).join('\n')
  const region = place?.line === undefined ? undefined : regionOf(place.line, place.column)
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: outcome === 'pass' ? 'none' : LEVELS[outcome],
    message: { text },
    locations: [
      {
        ...(place === undefined
          ? {}
          : {
              physicalLocation: { artifactLocation: { uri: uriOf(place.file) }, ...(region && { region }) },
            }),
        logicalLocations: [{ name, fullyQualifiedName: `${suite}: ${name}` }],
      },
    ],
    // The same fault has the same name in the next run, though its line has moved.
    partialFingerprints: { 'check/v1': `${rule}:${suite}:${name}` },
  }
}

function regionOf(
  startLine: number,
  column: number | undefined,
): { startLine: number; startColumn?: number } {
  return { startLine, ...(column === undefined ? {} : { startColumn: column }) }
}

/** A path as a relative reference (RFC 3986), with the slashes of one. */
function uriOf(file: string): string {
  const parts = file.replaceAll('\\', '/').replace(/^\.\//, '').split('/')
  return parts.map((part) => encodeURIComponent(part)).join('/')
}

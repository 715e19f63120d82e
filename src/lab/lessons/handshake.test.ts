import { expect, test } from 'vitest'
import { summaryLines } from '../../diagram/index.ts'
import { parseScenario, runScenario } from '../index.ts'
import { handshake } from './handshake.ts'

test('the old SYN ends nothing by force, and its answer counts from its own number', async () => {
  const old = handshake.runs.find(({ id }) => id === 'old')
  const { traces } = await runScenario(parseScenario(old?.link ?? ''))
  const [trace] = traces
  if (trace === undefined) throw new Error('no connection')
  const answer = trace.segments.find(({ kinds }) => kinds.includes('late-syn-ack'))
  expect(answer).toMatchObject({ from: 'server', relSeq: 0, relAck: 1 })
  expect(summaryLines(trace, 'en').slice(1)).toEqual([
    'The client closed first, with FIN. The client waits in TIME-WAIT.',
    'seq and ack on the arrows count from each side’s own SYN, which is 0.',
  ])
  expect(summaryLines(trace, 'zh').join('')).not.toContain('强制')
})

import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { exportPath, exportQuery } from './export.ts'
import { workbenchEvent } from './events.ts'
import { serverMessage } from './messages.ts'
import { request, type RequestType } from './requests.ts'
import { results } from './results.ts'

/** docs/workbench-api.md against the schemas: every example holds, and every message has one. */

const text = readFileSync(new URL('../../docs/workbench-api.md', import.meta.url), 'utf8')
const examples = [...text.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(
  ([, json = '']) => JSON.parse(json) as Record<string, unknown> & { type: string },
)
const isRequest = ({ type, ...rest }: Record<string, unknown>): boolean =>
  'id' in rest && type !== 'done' && type !== 'failed'
/** The key of a schema's alternatives. */
const typesOf = (schema: { options: readonly { entries: { type: { literal: string } } }[] }): string[] =>
  schema.options.map(({ entries }) => entries.type.literal).sort()

describe('docs/workbench-api.md', () => {
  test('every request in it is one, and its answer is what such a request is answered with', () => {
    let asked: RequestType | undefined
    for (const example of examples) {
      if (isRequest(example)) {
        asked = v.parse(request, example).type
        // Nothing of it is left out unseen: requests are strict.
        expect(v.parse(request, example)).toEqual(example)
      } else if (example.type === 'done') {
        expect(asked).toBeDefined()
        const schema = results[asked as RequestType]
        expect(v.parse(schema, example['result'])).toEqual(example['result'])
      }
    }
  })

  test('every message of the workbench in it is one, with no key that the schema does not know', () => {
    for (const example of examples)
      if (!isRequest(example)) expect(v.parse(serverMessage, example)).toEqual(example)
  })

  test('it has an example of every request, message and event', () => {
    const has = (types: readonly string[]): string[] => [...new Set(types)].sort()
    expect(has(examples.filter(isRequest).map(({ type }) => type))).toEqual(typesOf(request))
    const fromServer = examples.filter((example) => !isRequest(example))
    expect(has(fromServer.map(({ type }) => type))).toEqual(typesOf(serverMessage))
    const events = fromServer.flatMap(({ events }) => (events ?? []) as { type: string }[])
    expect(has(events.map(({ type }) => type))).toEqual(typesOf(workbenchEvent))
  })

  test('every address of an export in it is one, and exportPath writes it', () => {
    const addresses = [...text.matchAll(/`GET \/(api\/export\?[^`]*)`/g)].map(([, address = '']) => address)
    expect(addresses).toHaveLength(4)
    for (const address of addresses) {
      const query = Object.fromEntries(new URLSearchParams(address.split('?')[1]))
      expect(exportPath(v.parse(exportQuery, query))).toBe(address)
    }
  })
})

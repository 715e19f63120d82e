import * as fc from 'fast-check'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { commandContext, UsageError } from '../context.ts'
import type { CliIo } from '../io.ts'
import { Charsets } from '../../talk/index.ts'
import { type InputShape, pumpInput } from './input.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'

/** Pumps chunks of input through. @returns What one peer got. */
async function pumped(
  chunks: readonly Uint8Array[],
  shape: InputShape,
  charset = 'gbk',
): Promise<Uint8Array> {
  const stdin = new PassThrough()
  for (const chunk of chunks) stdin.write(chunk)
  stdin.end()
  const got: Uint8Array[] = []
  const talk = {
    charsets: new Charsets(charset, charset),
    delivery: {},
    send: (bytes: Uint8Array) => Promise.resolve(void got.push(bytes)),
  } as unknown as Conversation
  const context = commandContext({ stdin, env: {} } as unknown as CliIo, 'en', () => undefined)
  await pumpInput({ context, isOver: false } as unknown as Session, shape, () => [talk])
  return Buffer.concat(got)
}

const raw: InputShape = { hex: false, asText: false, eol: undefined }
const chunksOf = fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }))

it('passes bytes untouched when nothing was asked of them', () =>
  fc.assert(
    fc.asyncProperty(chunksOf, async (chunks) => {
      expect(Buffer.from(await pumped(chunks, raw))).toEqual(Buffer.concat(chunks))
    }),
  ))

it('turns every line end into the one wanted, at every cut, and no other byte into another', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', '\r', '\n', '\xFF')),
      fc.array(fc.nat(4)),
      async (letters, cuts) => {
        const all = Buffer.from(letters.join(''), 'latin1')
        const chunks: Uint8Array[] = []
        let at = 0
        for (const cut of cuts) {
          if (cut > 0) chunks.push(all.subarray(at, at + cut))
          at += cut
        }
        chunks.push(all.subarray(at))
        const got = Buffer.from(
          await pumped(
            chunks.filter(({ length }) => length > 0),
            { ...raw, eol: 'crlf' },
          ),
        )
        expect(got.toString('latin1')).toBe(letters.join('').replaceAll(/\r\n|\r|\n/g, '\r\n'))
      },
    ),
  ))

it('writes UTF-8 input in the charset of the talk, over a cut character', async () => {
  const text = Buffer.from('你好')
  const got = await pumped([text.subarray(0, 4), text.subarray(4)], { ...raw, asText: true })
  expect(got).toEqual(Buffer.from([0xc4, 0xe3, 0xba, 0xc3]))
})

it('refuses input that is no UTF-8, and characters that the charset has not', async () => {
  await expect(pumped([Buffer.from([0xc4, 0xe3])], { ...raw, asText: true })).rejects.toThrow(UsageError)
  await expect(pumped([Buffer.from('你')], { ...raw, asText: true }, 'latin1')).rejects.toThrow(
    /cannot write 你/,
  )
})

it('reads hex by whole lines', async () => {
  const shape: InputShape = { ...raw, hex: true }
  expect(await pumped([Buffer.from('0'), Buffer.from('d 0a\nf'), Buffer.from('f')], shape)).toEqual(
    Buffer.from([13, 10, 255]),
  )
  await expect(pumped([Buffer.from('xyz\n')], shape)).rejects.toThrow(UsageError)
})

it('says that input breaks off, and takes that for no end', async () => {
  const stdin = new PassThrough()
  stdin.write('half')
  const talk = {
    delivery: {},
    send: () => Promise.resolve(void stdin.destroy(broken)),
  } as unknown as Conversation
  const broken = Object.assign(new Error('read'), { code: 'EIO' })
  const context = commandContext({ stdin, env: {} } as unknown as CliIo, 'en', () => undefined)
  const pumping = pumpInput({ context, isOver: false } as unknown as Session, raw, () => [talk])
  await expect(pumping).rejects.toThrow(UsageError)
  await expect(pumping).rejects.toThrow(/cannot read stdin: .*EIO/)
})

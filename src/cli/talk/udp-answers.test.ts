import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../link/index.ts'
import { say, type Sentence, type SentenceArgs } from '../../say/index.ts'
import type { ConversationEvent } from '../../talk/index.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'
import { UdpAnswers } from './udp-answers.ts'

function answers(goesBeyond: boolean): { answers: UdpAnswers; told: ConversationEvent[] } {
  const told: ConversationEvent[] = []
  const context = {
    io: { clock: new VirtualClock() },
    lang: 'en',
    say: (sentence: Sentence, args: SentenceArgs) => say(sentence, 'en', args),
  }
  const session = { context, emit: (event: ConversationEvent) => void told.push(event) } as unknown as Session
  return { answers: new UdpAnswers(session, goesBeyond), told }
}

function from(address: string, port = 4_000): Conversation {
  return { number: 1, socket: { remoteAddress: { address, port, family: 4 } } } as unknown as Conversation
}

describe('who is answered over UDP', () => {
  it('this machine; another one only when an answer was asked for, and that is said once', () => {
    const { answers: usual, told } = answers(false)
    expect(usual.allows(from('127.0.0.1'))).toBe(true)
    for (const far of ['192.0.2.7', '198.51.100.9']) expect(usual.allows(from(far))).toBe(false)
    expect(told).toMatchObject([
      { mark: 'unanswered', detail: expect.stringContaining('192.0.2.7:4000 is on another') },
    ])
    expect(answers(true).answers.allows(from('192.0.2.7'))).toBe(true)
  })

  it('never a port of our own, whatever was asked for', () => {
    const { answers: asked, told } = answers(true)
    asked.own({ address: '0.0.0.0', port: 9_000, family: 'IPv4' })
    expect(asked.allows(from('127.0.0.1', 9_000))).toBe(false)
    expect(told).toMatchObject([{ mark: 'unanswered', detail: expect.stringContaining('port of our own') }])
  })

  it('a sender that sends ever more is answered 200 times a second, then not for a while, which is said once', () => {
    const { answers: asked, told } = answers(true)
    const allowed = Array.from({ length: 5_000 }, () => asked.allows(from('192.0.2.7'))).filter(Boolean)
    expect(allowed).toHaveLength(200)
    expect(told).toHaveLength(1)
  })
})

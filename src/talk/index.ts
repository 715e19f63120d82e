/** A conversation over a socket: what the terminal and the page both show (docs/talk.md). */
export { AnswerGuard, answerPauseText } from './answer-guard.ts'
export type { AnswerGuardOptions, AnswerPause } from './answer-guard.ts'
export { Answers, AnswersRoom } from './answers.ts'
export type { AnswersOptions } from './answers.ts'
export type { ConversationSocket } from './conversation-socket.ts'
export { Charsets, charsetName } from './charsets.ts'
export { Conversation } from './conversation.ts'
export type { ConversationOptions, ServeOptions } from './conversation.ts'
export { dial } from './dial.ts'
export type { DialOptions } from './dial.ts'
export { openListener } from './listener.ts'
export type { OpenListener, OpenListenerOptions } from './listener.ts'
export type { Delivery } from './delivery.ts'
export type {
  ConversationEvent,
  ConversationMark,
  ConversationRecord,
  ConversationState,
  EventSink,
  SessionState,
  TimedEvent,
} from './events.ts'
export { Outbox, OUTBOX_BYTES } from './outbox.ts'
export type { OutboxOptions } from './outbox.ts'
export { eventToJson, eventToText, Transcript } from './transcript.ts'
export type { TextOptions } from './transcript.ts'
export { endingText, judgeEnding, sayEnding } from './ending.ts'
export type { ConversationEnding, End, EndingFacts } from './ending.ts'
export { endingSentences } from './ending-sentences.ts'
export { PausableReader } from './pausable-reader.ts'
export { isReported, UdpPeer } from './udp-peer.ts'
export { Reading, REGEX_MILLIS, Rules } from './rules.ts'
export type { PatternSearch, ReplyRule, RuleAnswer } from './rules.ts'
export { answerSentences, ruleSentences } from './sentences.ts'
export { UdpPeers } from './udp-peers.ts'
export type { UdpPeersOptions } from './udp-peers.ts'

import { reasons, type Reason } from '../base/index.ts'

/** Why the engine refuses a call or a setting. */
const texts = {
  notConnected: {
    en: 'There is no connection: nothing can be sent.',
    zh: '连接不存在：不能发送数据。',
  },
  sendClosed: {
    en: 'This side has ended its sending (FIN): nothing more can be sent.',
    zh: '本端已结束发送（FIN）：不能再发送数据。',
  },
  alreadyOpen: {
    en: 'The connection exists already: it is opened once.',
    zh: '连接已经存在：只能打开一次。',
  },
  noSetting: { en: "There is no setting '{name}'.", zh: '没有“{name}”这个设置。' },
  settingType: {
    en: "The setting '{name}' is a {wanted}, not a {given}.",
    zh: '设置“{name}”的类型是 {wanted}，不是 {given}。',
  },
  outOfRange: {
    en: "'{name}' must be a whole number from {least} to {most}, not {value}.",
    zh: '“{name}”必须是 {least} 到 {most} 的整数，不能是 {value}。',
  },
  threeSizes: {
    en: "'{name}' must be three whole numbers of bytes from 1.",
    zh: '“{name}”必须是三个从 1 开始的整数字节数。',
  },
  notSwitch: {
    en: "'{name}' is true or false, not {value}.",
    zh: '“{name}”只能是 true 或 false，不能是 {value}。',
  },
  noSocketOption: { en: "There is no socket option '{name}'.", zh: '没有“{name}”这个套接字选项。' },
  noCongestionControl: {
    en: "There is no congestion control '{name}': write {allowed|or}.",
    zh: '没有“{name}”这种拥塞控制：请写 {allowed|or}。',
  },
  keyLength: {
    en: 'A SipHash key has 16 bytes, not {length|#}.',
    zh: 'SipHash 的密钥是 16 字节，不是 {length|#}。',
  },
} as const

export const tcpSentences: Readonly<Record<TcpReason, Reason>> = reasons(texts)

export type TcpReason = keyof typeof texts

import type { Sentence } from '../../say/index.ts'

/** An experiment to begin with. */
export interface Example {
  readonly id: string
  readonly title: Sentence
  /** As `parseScenario` reads it. */
  readonly link: string
}

/** Experiments to begin with. */
export const EXAMPLES: readonly Example[] = [
  { id: 'talk', title: { en: 'A short conversation', zh: '一次简短的对话' }, link: '' },
  {
    id: 'gbk',
    title: { en: 'A greeting in GBK', zh: '用 GBK 问候' },
    link: "encoding=gbk&client=send+'你好，我是客户端',+recv+8,+close&server=recv+16,+send+'收到消息',+recv+end,+wait+50ms,+close",
  },
  {
    id: 'loss',
    title: { en: '200 kB over a lossy path', zh: '在丢包的路径上传 200 kB' },
    link: 'path=delay+20ms+rate+10mbit+limit+50+loss+2%25&seed=7&client=send+200k,+close&server=recv+end+by+64k,+close',
  },
  {
    id: 'window',
    title: { en: 'A reader that is too slow', zh: '读得太慢的一方' },
    link: 'client=send+60k,+close&server=recv+end+by+1k+every+5ms,+close&server.receiveBuffer=8k',
  },
  {
    id: 'both',
    title: { en: 'Both close at once', zh: '双方同时关闭' },
    link: "client=send+'hello',+recv+5,+meet,+close&server=recv+5,+send+'world',+meet,+close",
  },
  {
    id: 'half',
    title: { en: 'Half-close', zh: '半关闭' },
    link: "client=send+'all%3F',+shutdown,+recv+end,+close&server=recv+end,+send+'answer'+x3+every+50ms,+close",
  },
  {
    id: 'reset',
    title: { en: 'Closed by force', zh: '强制关闭' },
    link: 'client=send+100k,+reset&server=recv+end,+close',
  },
  {
    id: 'backlog',
    title: { en: 'A full backlog', zh: '全连接队列已满' },
    link: 'clients=5&backlog=2&accept=0&client=recv+end&server=&until=5s',
  },
  {
    id: 'clients',
    title: { en: 'Ten clients share a narrow path', zh: '十个客户端共用一条窄路径' },
    link: 'path=delay+20ms+rate+5mbit+limit+30&clients=10&spacing=20ms&client=send+40k,+close&server=recv+end+by+64k,+close',
  },
  {
    id: 'udp',
    title: { en: 'UDP, with loss', zh: 'UDP，有丢包' },
    link: 'protocol=udp&path=delay+20ms+5ms+loss+10%25&seed=3&client=send+200+x20+every+10ms,+close&server=recv+4000&until=2s',
  },
]

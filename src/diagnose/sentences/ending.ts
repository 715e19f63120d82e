/** How a connection came to its end, or did not. */
export const endingFindingSentences = {
  resetByProgram: {
    en: "{who}'s program, or its system, ended the connection by force (RST), without a FIN before.",
    zh: '{who}的程序或系统强制关闭了连接（RST），此前没有 FIN。',
  },
  resetAfterFin: {
    en: '{who} closed (FIN) and then ended the connection by force (RST).',
    zh: '{who}先关闭（FIN），随后又强制关闭了连接（RST）。',
  },
  resetUnread: {
    en: '{who} closed while data from {peer} had not been read ({bytes|# byte|# bytes} had come since its last own): its system answers that with RST, and what was on the way is lost.',
    zh: '{who}关闭时还有{peer}的数据未读取（自它上次发送以来到达 {bytes|#} 字节）：系统因此发出 RST，在途的数据丢失。',
  },
  resetAfterClose: {
    en: '{who} had closed (FIN), and {peer} sent {bytes|# byte|# bytes} more: nobody was there to read them, so a RST answered.',
    zh: '{who}已关闭（FIN），{peer}又发送了 {bytes|#} 字节：已没有程序读取，因此以 RST 应答。',
  },
  deadPeer: {
    en: '{peer} has not answered any more for {silent}: {who} sent in vain {count|once|# times}. {peer} is gone, or something between has forgotten the connection.',
    zh: '{peer}已有 {silent} 没有应答：{who}发送 {count|#} 次均无结果。{peer}已不在，或途中的设备已忘记这条连接。',
  },
  deadPeerReset: {
    en: '{peer} did not answer any more for {silent}: {who} sent in vain {count|once|# times}, then gave up (RST). {peer} is gone, or something between has forgotten the connection.',
    zh: '{peer}有 {silent} 没有应答：{who}发送 {count|#} 次均无结果，随后放弃（RST）。{peer}已不在，或途中的设备已忘记这条连接。',
  },
  deadPeerAsked: {
    en: '{peer} does not answer any more: last heard of at {heard}, asked in vain {count|once|# times} from {asked} on (keep-alives). {peer}, or something between, forgot the connection in the meantime.',
    zh: '{peer}不再应答：最后一次应答在 {heard}，从 {asked} 起 {count|#} 次保活均无应答。{peer}或途中的设备在此期间忘记了这条连接。',
  },
  deadPeerAskedReset: {
    en: '{peer} did not answer any more: last heard of at {heard}, asked in vain {count|once|# times} from {asked} on (keep-alives), then {who} gave up (RST). {peer}, or something between, forgot the connection in the meantime.',
    zh: '{peer}不再应答：最后一次应答在 {heard}，从 {asked} 起 {count|#} 次保活均无应答，{who}随后放弃（RST）。{peer}或途中的设备在此期间忘记了这条连接。',
  },
  halfOpen: {
    en: '{who} knew nothing of this connection any more when {peer} spoke, after {quiet} of silence: its system answered with RST (half-open; a restart, or a device that forgot).',
    zh: '静默 {quiet} 之后{peer}发送时，{who}已不知道这条连接：系统以 RST 应答（半开连接：重启过，或设备忘记了它）。',
  },
  abandoned: {
    en: 'The client stopped waiting: it closed {waited} after its last request, which the server had acknowledged and not answered.',
    zh: '客户端不再等待：它在最后一次请求之后 {waited} 关闭了连接，服务器已确认该请求但没有回复。',
  },
  keepAlive: {
    en: '{who} asked {count|once|# times} whether {peer} is still there (keep-alive; answered: {answered|#}).',
    zh: '{who}发送了 {count|#} 次保活，询问{peer}是否还在（得到应答 {answered|#} 次）。',
  },
  finUnacked: {
    en: "{who}'s FIN was sent {count|once|# times} and never acknowledged: {peer} is gone, or something drops it.",
    zh: '{who}的 FIN 发送了 {count|#} 次，始终没有得到确认：{peer}已不在，或途中被丢弃。',
  },
  finUnanswered: {
    en: "{peer}'s program has not closed {waited} after {who}'s FIN: the connection stays in CLOSE-WAIT there.",
    zh: '{who}的 FIN 之后 {waited}，{peer}的程序仍未关闭：连接在那里停留在 CLOSE-WAIT。',
  },
} as const

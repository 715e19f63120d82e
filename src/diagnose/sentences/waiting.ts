/** Who let the other wait, and what held the rate down. */
export const waitingSentences = {
  slowServer: {
    en: "The server's program took {longest} to answer (the round trip is not in it).",
    zh: '服务器程序用了 {longest} 才回复（不含往返时间）。',
  },
  slowServerOften: {
    en: "The server's program let the client wait {count|once|# times}, {waited} in all, {longest} at most (round trips are not in it).",
    zh: '服务器程序让客户端等待了 {count|#} 次，共 {waited}，最长 {longest}（不含往返时间）。',
  },
  slowServerFirst: {
    en: "The server's program took {longest} until it sent its first data.",
    zh: '服务器程序过了 {longest} 才发送第一批数据。',
  },
  slowServerOpen: {
    en: 'The server has the last request (it acknowledged it) and had not answered it {longest} later, when the capture ends.',
    zh: '服务器已收到最后的请求（已确认），到抓包结束时过了 {longest} 仍未回复。',
  },
  slowClient: {
    en: "The client's program took {longest} before it sent its next data.",
    zh: '客户端程序过了 {longest} 才发送下一批数据。',
  },
  slowClientOften: {
    en: "The client's program took its time {count|once|# times}, {waited} in all, {longest} at most, before it sent its next data.",
    zh: '客户端程序有 {count|#} 次迟迟没有发送下一批数据，共 {waited}，最长 {longest}。',
  },
  slowClientFirst: {
    en: "The client's program took {longest} after the handshake before it sent anything.",
    zh: '握手之后，客户端程序过了 {longest} 才发送数据。',
  },
  highRtt: {
    en: 'A round trip takes {rtt}: every question and answer costs that much, whatever the programs do.',
    zh: '往返时间为 {rtt}：无论程序怎样，每次请求和回复都要付出这段时间。',
  },
  idle: {
    en: 'Nothing was sent for {longest}: {who} had nothing to say.',
    zh: '有 {longest} 没有任何数据：{who}没有要发送的内容。',
  },
  idleOften: {
    en: 'Nothing was sent {count|once|# times}, for {longest} at most, {waited} in all.',
    zh: '有 {count|#} 段时间没有任何数据，最长 {longest}，共 {waited}。',
  },
  nagle: {
    en: '{who} wrote one message in two small pieces: the second waited for the ACK of the first (Nagle), which {peer} put off by {each} (delayed ACK).',
    zh: '{who}把一条消息分两次小块写入：第二块要等第一块的确认（Nagle 算法），而{peer}把确认推迟了 {each}（延迟确认）。',
  },
  nagleOften: {
    en: '{count|Once|# times} {who} wrote a message in small pieces: the next waited for the ACK of the one before (Nagle), which {peer} put off by {each} each time (delayed ACK): {waited} in all.',
    zh: '{who}有 {count|#} 次把消息分成小块写入：后一块要等前一块的确认（Nagle 算法），而{peer}每次都把确认推迟约 {each}（延迟确认），共 {waited}。',
  },
  delayedAck: {
    en: '{count|Once|# times} {who} could not go on before the ACK of a single segment, which {peer} put off by {each} (delayed ACK).',
    zh: '{who}有 {count|#} 次要等单个报文段的确认才能继续，而{peer}把确认推迟了 {each}（延迟确认）。',
  },
  zeroWindow: {
    en: "{who}'s program did not read for {lasted}: its receive window was 0, and {peer} had to wait.",
    zh: '{who}的程序有 {lasted} 没有读取数据：接收窗口为 0，{peer}只能等待。',
  },
  zeroWindowProbed: {
    en: "{who}'s program did not read for {lasted}: its receive window was 0. {peer} asked {probes|once|# times} whether there was room (window probes, not keep-alives).",
    zh: '{who}的程序有 {lasted} 没有读取数据：接收窗口为 0。{peer}探测了 {probes|#} 次（窗口探测，不是保活）。',
  },
  zeroWindowStays: {
    en: "{who}'s program had not read for {lasted} when the capture ends: its receive window is still 0 (window probes by {peer}: {probes|#}).",
    zh: '到抓包结束时，{who}的程序已有 {lasted} 没有读取数据：接收窗口仍为 0（{peer}的窗口探测：{probes|#} 次）。',
  },
  applicationLimited: {
    en: "{who}'s program had nothing to send for {longest}, though all was acknowledged and there was room.",
    zh: '{who}的程序有 {longest} 没有数据可发送，而此前的数据都已确认，窗口也有余量。',
  },
  applicationLimitedOften: {
    en: "{who}'s program had nothing to send {count|once|# times}, {waited} in all, {longest} at most, though all was acknowledged and there was room.",
    zh: '{who}的程序有 {count|#} 次没有数据可发送，共 {waited}，最长 {longest}，而此前的数据都已确认，窗口也有余量。',
  },
  windowCeiling: {
    en: "{peer}'s window limits the rate: {window|# byte|# bytes} in {rtt} is {rate} at most. {who} filled it {count|once|# times} and waited {held} for ACKs.",
    zh: '速率受{peer}的接收窗口限制：每 {rtt} 最多 {window|#} 字节，即 {rate}。{who}有 {count|#} 次占满窗口，等待确认共 {held}。',
  },
  windowCeilingUnscaled: {
    en: "{peer}'s window limits the rate, and without window scaling it cannot grow: {window|# byte|# bytes} in {rtt} is {rate} at most. {who} filled it {count|once|# times} and waited {held} for ACKs.",
    zh: '速率受{peer}的接收窗口限制，没有窗口缩放它也无法增大：每 {rtt} 最多 {window|#} 字节，即 {rate}。{who}有 {count|#} 次占满窗口，等待确认共 {held}。',
  },
  receiverLimited: {
    en: '{peer} is slower to read than {who} is to send: its window was full {count|once|# times} (from {least|#} to {window|# byte|# bytes}), and {who} waited {held} for room.',
    zh: '{peer}的读取速度跟不上{who}的发送：窗口有 {count|#} 次被占满（{least|#} 到 {window|#} 字节），{who}等待共 {held}。',
  },
} as const

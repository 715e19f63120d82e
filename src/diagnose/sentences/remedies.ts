/** What would help, by the finding's id, where that is known. */
export const remedySentences = {
  'missing-from-capture': {
    en: 'Capture again with a larger buffer (tcpdump -B), or less of each packet (-s 128).',
    zh: '加大抓包缓冲区（tcpdump -B）或缩短每个包的抓取长度（-s 128）后重新抓包。',
  },
  'one-direction': {
    en: 'Capture both directions: mirror both, or capture at an end.',
    zh: '抓取两个方向：镜像双向流量，或在一端抓包。',
  },
  'duplicate-capture': {
    en: 'Mirror one direction of each port once, or capture on one interface; editcap -d removes the copies.',
    zh: '每个端口每个方向只镜像一次，或只在一个接口抓包；editcap -d 可去除副本。',
  },
  'capture-drops': {
    en: 'Capture again with a larger buffer (tcpdump -B), or a filter.',
    zh: '加大抓包缓冲区（tcpdump -B）或加上过滤条件后重新抓包。',
  },
  'started-midway': {
    en: 'Start the capture before the connection.',
    zh: '在建立连接之前开始抓包。',
  },
  'no-answer': {
    en: 'Check the address, the port, the firewalls; a capture at the server tells whether the SYN arrives there.',
    zh: '检查地址、端口和防火墙；在服务器上抓包可以看出 SYN 是否到达。',
  },
  refused: {
    en: 'Start the server, or check the port and the address it listens on (ss -lnt).',
    zh: '启动服务器程序，或检查它监听的端口和地址（ss -lnt）。',
  },
  'syn-ack-ignored': {
    en: 'Look at the client: its checksums, its firewall, its routes (nstat -az TcpInCsumErrors).',
    zh: '检查客户端：校验和、防火墙、路由（nstat -az TcpInCsumErrors）。',
  },
  'accept-stalled': {
    en: 'Call accept() sooner, or raise the backlog and net.core.somaxconn (ss -lnt shows the queue).',
    zh: '尽快调用 accept()，或增大 backlog 和 net.core.somaxconn（ss -lnt 显示队列）。',
  },
  'time-wait-reuse': {
    en: 'Let the client pick its port (do not bind it), and let the client close first.',
    zh: '让系统为客户端选择端口（不要绑定固定端口），并由客户端先关闭。',
  },
  'no-window-scaling': {
    en: 'Allow window scaling at both ends (net.ipv4.tcp_window_scaling), and in what lies between.',
    zh: '在两端（net.ipv4.tcp_window_scaling）和途中的设备上允许窗口缩放。',
  },
  'no-sack': {
    en: 'Allow SACK at both ends (net.ipv4.tcp_sack).',
    zh: '在两端允许选择性确认（net.ipv4.tcp_sack）。',
  },
  'nagle-delayed-ack': {
    en: 'Write the message in one call, or set TCP_NODELAY.',
    zh: '一次写入整条消息，或设置 TCP_NODELAY。',
  },
  'zero-window': {
    en: 'Look at the program that does not read: it is the slow one, not the network.',
    zh: '检查没有读取数据的程序：慢的是它，不是网络。',
  },
  'slow-server': {
    en: "Look at the server's program and what it waits for; the network is not the cause.",
    zh: '检查服务器程序以及它所等待的资源；原因不在网络。',
  },
  'receiver-limited': {
    en: 'Let the receiving program read faster; a larger buffer only delays it.',
    zh: '让接收程序读得更快；增大缓冲区只会推迟问题。',
  },
  'window-ceiling': {
    en: "Raise the receiver's buffer (SO_RCVBUF, net.ipv4.tcp_rmem) to rate times round trip.",
    zh: '把接收缓冲区（SO_RCVBUF、net.ipv4.tcp_rmem）增大到速率乘以往返时间。',
  },
  'mtu-icmp': {
    en: 'This works as it should, once for each path; a lower MSS (MSS clamping) saves the first loss.',
    zh: '这是正常的路径 MTU 发现，每条路径一次；减小 MSS（MSS 钳制）可省去第一次丢包。',
  },
  'mtu-black-hole': {
    en: 'Let ICMP "fragmentation needed" through, clamp the MSS, or set net.ipv4.tcp_mtu_probing=1.',
    zh: '放行 ICMP “需要分片”消息，钳制 MSS，或设置 net.ipv4.tcp_mtu_probing=1。',
  },
  'injected-reset': {
    en: 'A capture at the other end tells for certain: there the RST was never sent.',
    zh: '在另一端抓包可以确认：那里没有发出过这个 RST。',
  },
  'reset-unread-data': {
    en: 'Read until recv() returns 0, or shut down sending first, before closing.',
    zh: '关闭之前先读到 recv() 返回 0，或先结束发送。',
  },
  'reset-after-close': {
    en: 'Agree on who closes: shut down sending, read to the end, then close.',
    zh: '约定由谁关闭：先结束发送，读到末尾，再关闭。',
  },
  'dead-peer': {
    en: 'Keep-alives or heartbeats more often than the device between forgets (often 60 s to 5 min).',
    zh: '让保活或心跳的间隔短于途中设备的空闲时限（常为 60 s 到 5 min）。',
  },
  'fin-unanswered': {
    en: 'Close the socket when recv() returns 0.',
    zh: 'recv() 返回 0 时关闭套接字。',
  },
} as const

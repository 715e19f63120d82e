/** How sure a finding is, and whose doing. */
export const confidenceWords = {
  certain: { en: 'certain', zh: '确定' },
  likely: { en: 'likely', zh: '很可能' },
  possible: { en: 'possible', zh: '可能' },
} as const

export const findingSideWords = {
  client: { en: 'client', zh: '客户端' },
  server: { en: 'server', zh: '服务器' },
  path: { en: 'path', zh: '路径' },
  capture: { en: 'capture', zh: '抓包' },
} as const

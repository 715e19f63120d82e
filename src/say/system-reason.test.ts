import { expect, test } from 'vitest'
import { sayError } from './say-error.ts'
import { systemReason } from './system-reason.ts'

test.each([
  ['ENOSPC', 'the disk is full (ENOSPC)', '磁盘已满（ENOSPC）'],
  ['EFBIG', 'the file may not grow larger (EFBIG)', '文件不能再变大（EFBIG）'],
  ['EIO', 'the device failed (EIO)', '设备出错（EIO）'],
  ['EUNHEARD', 'the system reports EUNHEARD', '系统报告 EUNHEARD'],
  ['toString', 'the system reports toString', '系统报告 toString'],
])('%s is said in words, with the code', (code, en, zh) => {
  const error = Object.assign(new Error('no prose'), { code })
  expect(sayError(systemReason(error), 'en')).toBe(en)
  expect(sayError(systemReason(code), 'zh')).toBe(zh)
})

import { reasons, type Reason } from '../base/index.ts'

/** What the system says of a file or a stream, by POSIX code; after a colon, so without a capital and a stop. */
export const systemSentences: Readonly<Record<SystemReason, Reason>> = reasons({
  ENOENT: { en: 'there is no such file or folder ({code})', zh: '没有这个文件或文件夹（{code}）' },
  ENOTDIR: { en: 'there is no such file or folder ({code})', zh: '没有这个文件或文件夹（{code}）' },
  EEXIST: { en: 'it exists already ({code})', zh: '它已经存在（{code}）' },
  EISDIR: { en: 'it is a folder ({code})', zh: '它是文件夹（{code}）' },
  EACCES: { en: 'you may not ({code})', zh: '没有权限（{code}）' },
  EPERM: { en: 'you may not ({code})', zh: '没有权限（{code}）' },
  EROFS: { en: 'the file system is read-only ({code})', zh: '文件系统是只读的（{code}）' },
  ENOSPC: { en: 'the disk is full ({code})', zh: '磁盘已满（{code}）' },
  EDQUOT: { en: 'your share of the disk is used up ({code})', zh: '磁盘配额已用完（{code}）' },
  EFBIG: { en: 'the file may not grow larger ({code})', zh: '文件不能再变大（{code}）' },
  EIO: { en: 'the device failed ({code})', zh: '设备出错（{code}）' },
  ENXIO: { en: 'there is no such device ({code})', zh: '没有这个设备（{code}）' },
  ENODEV: { en: 'there is no such device ({code})', zh: '没有这个设备（{code}）' },
  EBUSY: { en: 'another program uses it ({code})', zh: '其他程序正在使用它（{code}）' },
  ETXTBSY: { en: 'another program uses it ({code})', zh: '其他程序正在使用它（{code}）' },
  EMFILE: { en: 'too many files are open ({code})', zh: '打开的文件太多（{code}）' },
  ENFILE: { en: 'too many files are open ({code})', zh: '打开的文件太多（{code}）' },
  ELOOP: { en: 'its links lead in a circle ({code})', zh: '符号链接形成了循环（{code}）' },
  ENAMETOOLONG: { en: 'its name is too long ({code})', zh: '名字太长（{code}）' },
  EPIPE: { en: 'nobody reads it any more ({code})', zh: '已没有程序读取它（{code}）' },
  ENOMEM: { en: 'there is not enough memory ({code})', zh: '内存不足（{code}）' },
  other: { en: 'the system reports {code}', zh: '系统报告 {code}' },
})

export type SystemReason =
  | 'ENOENT'
  | 'ENOTDIR'
  | 'EEXIST'
  | 'EISDIR'
  | 'EACCES'
  | 'EPERM'
  | 'EROFS'
  | 'ENOSPC'
  | 'EDQUOT'
  | 'EFBIG'
  | 'EIO'
  | 'ENXIO'
  | 'ENODEV'
  | 'EBUSY'
  | 'ETXTBSY'
  | 'EMFILE'
  | 'ENFILE'
  | 'ELOOP'
  | 'ENAMETOOLONG'
  | 'EPIPE'
  | 'ENOMEM'
  | 'other'

#!/usr/bin/env node
// Nothing is imported at once: a program with too few descriptors cannot even read its modules, and should say so.
try {
  const { start } = await import('./start.ts')
  await start()
} catch (error) {
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'EMFILE' && code !== 'ENFILE') throw error
  // The sentences are in a module too.
  process.stderr.write(
    `synfin: no file descriptor left to start with (${code}): raise ulimit -n / 文件描述符不足，无法启动：请提高 ulimit -n\n`,
  )
  process.exit(2)
}

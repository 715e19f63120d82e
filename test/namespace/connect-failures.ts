import { kernelSockets } from '../../src/host/index.ts'

// Run by unreachable.test.ts in a network namespace of its own. One line for each address: its code, its sentence.
const backend = kernelSockets()
for (const host of process.argv.slice(2)) {
  const said = await backend
    .tcp()
    .connect(80, host)
    .then(
      () => 'connected',
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    )
  process.stdout.write(`${said}\n`)
}

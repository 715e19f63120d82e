import { afterEach, describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { endAll, outside, portOf, python } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

const main = join(import.meta.dirname, '../../src/cli/main.ts')

/** An interactive shell on a terminal of its own: stops the program, brings it back, and types on. */
const shell = (port: string, stop: string, under: string): string => `
import os, pty, re, select, subprocess, sys, time
pid, tty = pty.fork()
if pid == 0:
    os.environ.update(PS1='shell$ ', NO_COLOR='1', LANG='en_US.UTF-8', TERM='xterm')
    os.execvp('bash', ['bash', '--norc', '-i'])
seen = b''
def until(pattern, begin=0):
    global seen
    end = time.time() + 20
    while not re.search(pattern, seen[begin:]):
        if time.time() > end: print('never came:', pattern, seen); sys.exit(1)
        if select.select([tty], [], [], 0.1)[0]: seen += os.read(tty, 65536)
    return len(seen)
until(rb'shell\\$ ')
os.write(tty, b'''${under} '${process.execPath}' --import tsx '${main}' connect 127.0.0.1 ${port}\\n''')
at = until(rb'connected to(.|\\n|\\r)*\\x1b\\[3G')
os.write(tty, b'half a li')
at = until(rb'half a li', at)
${stop}
at = until(rb'Stopped', at)
os.write(tty, b'fg\\n')
at = until(rb'> half a li', at)
os.write(tty, b'ne\\r')
at = until(rb'an answer', at)
os.write(tty, b'\\x03')
print('typed on after fg')
`

describe.skipIf(!has('python3') || !has('bash'))('the prompt and job control', () => {
  it.each([
    ['Ctrl-Z', "os.write(tty, b'\\x1a')", ''],
    // As npx runs it: a shell of the same job waits for it, and stops only when the whole job does.
    ['Ctrl-Z under another program', "os.write(tty, b'\\x1a')", 'sh -c \'"$@"; exit $?\' npx'],
    [
      'a stop from outside',
      `import signal
line = subprocess.run(['pgrep', '-P', str(pid)], capture_output=True, text=True).stdout.split()[0]
os.kill(int(line), signal.SIGSTOP)`,
      '',
    ],
  ])('%s and fg: the typed line is there again, and Enter sends it', async (_, stop, under) => {
    const peer = python(`
c, _ = server().accept(); say('got', c.recv(100)); c.sendall(b'an answer\\n'); say('then', c.recv(100))`)
    const person = outside('python3', ['-c', shell(await portOf(peer), stop, under)])
    expect([await person.code, person.out.text + person.err.text]).toEqual([0, 'typed on after fg\n'])
    expect(peer.out.text).toContain("got b'half a line\\n'")
  })
})

import { describe, expect, it } from 'vitest'
import { commandContext } from '../../src/cli/context.ts'
import { buildProgram } from '../../src/cli/index.ts'
import { nodeIo } from '../../src/cli/node-io.ts'
import { displayWidth } from '../../src/say/index.ts'
import { synfin } from './harness.ts'

const wrong: readonly (readonly [string, RegExp, RegExp])[] = [
  ['conect', /no command conect: did you mean connect/, /没有命令 conect：是不是 connect/],
  ['frobnicate', /no command frobnicate; see synfin --help/, /没有命令 frobnicate/],
  ['--jsno', /no option --jsno/, /没有选项 --jsno/],
  ['connect', /which server\? synfin connect HOST PORT/, /连接哪台服务器/],
  ['connect somewhere', /which port of somewhere/, /somewhere 的哪个端口/],
  ['completion ksh', /ksh is not a value of SHELL: take bash, zsh or fish/, /请用 bash、zsh 或 fish/],
  ['lab nope', /there is no command nope; see synfin lab --help/, /没有命令 nope/],
  ['send h 1 a b', /\(quote a text that has spaces\)/, /含空格的文本要加引号/],
  ['connect h 1 more', /too many arguments: synfin connect \[HOST\] \[PORT\]/, /参数太多/],
  ['connect h 99999', /99999 is not a port/, /99999 不是端口/],
  ['connect h 0', /0 is not a port: give a number from 1/, /0 不是端口/],
  ['connect h 1 --jsn', /did you mean --json/, /是不是 --json/],
  ['connect h 1 -w', /-w, --wait <TIME> needs a value/, /需要一个值/],
  [
    'connect h 1 -w soon',
    /soon is not a time for -w, --wait <TIME>: write it as 500ms/,
    /soon 不是 -w, --wait <TIME> 的时间/,
  ],
  ['connect h 1 --eol x', /x is not a value of --eol <END>: take lf, crlf/, /x 不是 --eol <END> 的值/],
  ['connect h 1 -C --eol lf', /exclude each other/, /不能同时使用/],
  ['connect h 1 -4 -6', /exclude each other/, /不能同时使用/],
  ['connect h 1 -v --quiet', /exclude each other/, /不能同时使用/],
  ['connect h 1 --send-only --recv-only', /exclude each other/, /不能同时使用/],
  ['connect h 1 --send-only -o f', /exclude each other/, /不能同时使用/],
  ['connect h 1 -N --no-shutdown', /exclude each other/, /不能同时使用/],
  ['connect h 1 --encoding klingon', /klingon is not a charset/, /klingon 不是/],
  ['connect ::1 1 -4', /::1 is not an IPv4 address/, /::1 不是 IPv4 地址/],
  ['connect h 1 -u --no-shutdown', /--no-shutdown means nothing over UDP/, /--no-shutdown 对 UDP 没有意义/],
  ['connect h 1 -u -w 1s', /-w means nothing over UDP/, /-w 对 UDP 没有意义/],
  ['connect h 1 -o /no/such/folder/f', /cannot open \/no\/such\/folder\/f: there is no such file/, /打不开/],
  ['connect h 1 --hex --eol lf', /exclude each other/, /不能同时使用/],
  ['connect h 1 --recv-only -q 1s', /exclude each other/, /不能同时使用/],
  ['connect h 1 --no-decode --recv-encoding gbk', /exclude each other/, /不能同时使用/],
  ['connect h 1 --no-decode --json', /--no-decode needs/, /--no-decode 需要/],
  ['listen --echo -C', /--eol needs --reply/, /--eol 需要 --reply/],
  ['send h 1 x --send-encoding gbk --hex', /exclude each other/, /不能同时使用/],
  ['listen 1 -p 2', /give it once: PORT or -p/, /只给一次/],
  ['listen -q 1s', /-q needs --no-reply/, /-q 需要 --no-reply/],
  ['listen --echo --reply x', /exclude each other/, /不能同时使用/],
  ['listen --recv-only --echo', /exclude each other/, /不能同时使用/],
  [
    'listen --encoding latin1',
    /收到消息 has characters that ISO-8859-1 cannot write/,
    /ISO-8859-1 写不出的字符/,
  ],
  ['listen --hex --reply 0', /odd number of hex digits/, /奇数/],
  ['listen -m 0', /0 is not a count for -m/, /0 不是 -m/],
  ['send', /the HOST is missing: synfin send HOST/, /缺少 HOST/],
  ['lab conection', /no command conection: did you mean connection\?/, /是不是 connection/],
  ['send h 1 x --recv-only', /exclude each other/, /不能同时使用/],
  ['send h 1 x --expect a --expect-hex 00', /exclude each other/, /不能同时使用/],
  ['send h 1 xyz --hex', /is not a hex digit/, /不是十六进制数字/],
  ['send h 1 x --file /no/such', /give what to send once/, /只给一次/],
  ['send h 1 --file /no/such', /cannot open \/no\/such: there is no such file/, /打不开 \/no\/such/],
  ['send h 1 --repeat 2', /--repeat needs TEXT/, /--repeat 需要 TEXT/],
  ['completion tcsh', /tcsh is not a value of SHELL: take bash, zsh or fish/, /bash、zsh 或 fish/],
  ['connect h 1 --lang fr', /fr is not a value of --lang <LANG>: take en or zh/, /.*/],
]

describe('wrong usage', () => {
  it.each(wrong)('%s: exit 2 and one line that says the mend', async (line, english, chinese) => {
    for (const [lang, sentence] of [
      ['en_US.UTF-8', english],
      ['zh_CN.UTF-8', chinese],
    ] as const) {
      const run = synfin(line.split(' '), '', { env: { LANG: lang } })
      expect(await run.code).toBe(2)
      expect(run.out.text).toBe('')
      expect(run.err.text).toMatch(/^synfin: [^\n]+\n$/)
      expect(run.err.text).toMatch(sentence)
    }
  })
})

describe('the help', () => {
  it('is shown on stdout, exit 0, for --help and help', async () => {
    for (const args of [['--help'], ['help'], ['--lang', 'en', '--help']]) {
      const run = synfin(args, '')
      expect(await run.code).toBe(0)
      expect(run.out.text + run.err.text).toMatch(/Usage: synfin/)
    }
  })

  it('follows --lang over the environment', async () => {
    const run = synfin(['connect', '--help', '--lang', 'zh'], '')
    expect(await run.code).toBe(0)
    expect(run.out.text).toContain('选项：')
    // What stands for a value keeps its name, as in the command's own flags.
    expect(run.out.text).toContain('用法：synfin connect|client [options] [host] [port]')
  })

  it('fits into 80 columns in both languages', async () => {
    for (const lang of ['en', 'zh'] as const) {
      const program = await buildProgram(commandContext(nodeIo(), lang, () => undefined))
      for (const command of program.commands) {
        const tooWide = command
          .helpInformation()
          .split('\n')
          .filter((line) => displayWidth(line) > 80)
        expect(tooWide).toEqual([])
      }
    }
  })

  it('tells the version of the package', async () => {
    const run = synfin(['--version'], '')
    expect(await run.code).toBe(0)
    expect(run.out.text).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('synfin encodings', () => {
  it('lists them, and shows how each writes or reads a sample', async () => {
    const list = synfin(['encodings'], '')
    expect(await list.code).toBe(0)
    expect(list.out.text).toMatch(/^gb18030 .*/m)
    const written = synfin(['encodings', '中', '--json'], '')
    expect(await written.code).toBe(0)
    const rows = JSON.parse(written.out.text) as { name: string; hex: string; fits: boolean }[]
    expect(rows.find(({ name }) => name === 'gbk')).toMatchObject({ hex: 'd6 d0', fits: true })
    expect(rows.find(({ name }) => name === 'iso-8859-1')).toMatchObject({ fits: false })
    const read = synfin(['encodings', '--hex', 'd6d0'], '')
    expect(await read.code).toBe(0)
    expect(read.out.text).toMatch(/^gbk +中$/m)
  })
})

it('hints name the command as it was called: by npx, or as it is', async () => {
  const byNpx = { LANG: 'en_US.UTF-8', npm_command: 'exec', npm_lifecycle_event: 'npx' }
  const errOf = async (args: readonly string[], env: Record<string, string>): Promise<string> => {
    const run = synfin(args, '', { env })
    await run.code
    return run.err.text
  }
  for (const [args, hint] of [
    [['connect'], 'synfin connect HOST PORT'],
    [['lab', 'nope'], 'synfin lab --help'],
    [['connect', 'h', '1', '--encoding', 'klingon'], 'synfin encodings'],
  ] as const) {
    expect(await errOf(args, byNpx)).toContain(` npx ${hint}`)
    expect(await errOf(args, { LANG: 'en_US.UTF-8' })).not.toContain('npx')
  }
  const listening = synfin(['listen', '0'], undefined, { env: byNpx })
  await listening.err.match(/clients: npx synfin connect 127\.0\.0\.1 \d+\n/)
  listening.signal('SIGINT')
  await listening.code
})

it('an empty --reply names the option that turns it off', async () => {
  const listen = synfin(['listen', '0', '--reply', ''], '')
  expect(await listen.code).toBe(2)
  expect(listen.err.text).toContain('--no-reply')
})

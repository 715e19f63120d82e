/** Reports for machines: what they are called, and the rules that stand in them. */
export const reportSentences = {
  report: {
    en: 'also write the verdicts to a file for CI; may be given for both formats: junit=FILE, sarif=FILE (docs/ci.md)',
    zh: '另把结果写入文件，供 CI 使用；两种格式可同时给出：junit=文件、sarif=文件（docs/ci.md）',
  },
  badReport: {
    en: "'{value}' is not a report: write junit=FILE or sarif=FILE",
    zh: '“{value}”不是报告：请写“junit=文件”或“sarif=文件”',
  },
  twice: {
    en: '--report {format} is given twice',
    zh: '--report {format} 给了两次',
  },
  needsCheck: {
    en: '--report is about checks: add --check',
    zh: '--report 写的是检查结果：请加上 --check',
  },
  check: {
    en: 'exit 1 unless every program of the experiment ends without an error',
    zh: '实验里的每个程序都要无错结束，否则退出码为 1',
  },
  within: {
    en: 'with --check: and within this time of the experiment',
    zh: '与 --check 一起：并且要在实验的这段时间内结束',
  },
  withinNeedsCheck: { en: '--within is a check: add --check', zh: '--within 是一项检查：请加上 --check' },
  stillWaits: {
    en: 'it waits for what can no longer come',
    zh: '它仍在等待，而数据已不可能到来',
  },
  notDone: { en: 'it was not done when the run was stopped', zh: '运行停止时它还没有结束' },
  endedWith: { en: 'it ended with the error {error}', zh: '它因错误 {error} 结束' },
  tooLate: { en: 'it took {took}, more than {most}', zh: '用了 {took}，超过 {most}' },
  missed: { en: '{name}: {why}', zh: '{name}：{why}' },
  ruleProgram: {
    en: 'A program of the experiment ends without an error',
    zh: '实验里的程序无错结束',
  },
  ruleWithin: {
    en: 'A program of the experiment ends in time',
    zh: '实验里的程序按时结束',
  },
  ruleScript: {
    en: 'A packetdrill script passes on the engine',
    zh: 'packetdrill 脚本在引擎上通过',
  },
  ruleUnsupported: {
    en: 'A packetdrill script uses only what the engine has',
    zh: 'packetdrill 脚本只用到引擎支持的内容',
  },
  ruleSyntax: { en: 'A file is a packetdrill script', zh: '文件是 packetdrill 脚本' },
  ruleClaim: { en: 'A claim of a lesson holds in its runs', zh: '课程的结论在它的运行中成立' },
} as const

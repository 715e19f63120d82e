/** Lessons on the command line and in the page. */
export const explainSentences = {
  explain: {
    en: 'Lessons on TCP: a question, a run of the engine, and what it shows',
    zh: 'TCP 课程：先提问，再在引擎上运行，看结果',
  },
  topic: {
    en: 'which lesson, or what it is about: 2MSL, why not two; without it they are listed',
    zh: '哪一课，或想问的词：2MSL、粘包；不写则列出全部',
  },
  check: {
    en: 'hold every claim of every lesson (or of this one) to its runs: one line each, exit 1 when one fails',
    zh: '用运行结果检查所有课程（或这一课）的每个结论：每个一行，有不成立的则退出码为 1',
  },
  json: {
    en: 'as JSON, one object a line (docs/json.md)',
    zh: '输出 JSON，每行一个对象（docs/json.md）',
  },
  only: { en: 'draw this run of the lesson alone', zh: '只画这一课的这一次运行' },
  listTitle: { en: 'Lessons; each asks first and then shows:', zh: '课程，每一课先提问再演示：' },
  listHint: {
    en: 'synfin explain {id} shows one; so does what it is about: synfin explain 2MSL.',
    zh: 'synfin explain {id} 查看其中一课；也可以用要问的词查找：synfin explain 2MSL。',
  },
  alsoAbout: { en: 'Also about that: {ids}', zh: '相关课程：{ids}' },
  askedAs: { en: 'People ask:', zh: '常见问法：' },
  interview: { en: 'In an interview: {text}', zh: '面试时这样答：{text}' },
  textbook: { en: 'The textbook says otherwise: {text}', zh: '与教科书不同：{text}' },
  nextInCourse: {
    en: 'Lesson {number} of {last}; the next is synfin explain {id}.',
    zh: '第 {number} 课（最后一课是第 {last} 课）；下一课：synfin explain {id}。',
  },
  unknownTopicNear: {
    en: "no lesson is about '{word}': did you mean {near}?",
    zh: '没有关于“{word}”的课程：是不是 {near}？',
  },
  unknownTopic: {
    en: "no lesson is about '{word}'; synfin explain lists them",
    zh: '没有关于“{word}”的课程；synfin explain 列出全部课程',
  },
  unknownRun: {
    en: "this lesson has no run '{word}'; it has {allowed}",
    zh: '这一课没有运行“{word}”；可选的有 {allowed}',
  },
  runOfWhich: {
    en: '--run is a run of one lesson: name it, as in synfin explain handshake --run {word}',
    zh: '--run 是某一课的一次运行：请写明哪一课，例如 synfin explain handshake --run {word}',
  },
  question: { en: 'Question: {text}', zh: '问题：{text}' },
  answer: { en: 'Answer: {text}', zh: '答案：{text}' },
  yours: { en: 'Your answer (1 to {most}; Enter shows it): ', zh: '你的答案（1 到 {most}；回车看答案）：' },
  right: { en: 'Right.', zh: '答对了。' },
  wrong: { en: 'Not so.', zh: '不对。' },
  shown: { en: 'What the runs show:', zh: '运行结果表明：' },
  measured: { en: 'Measured in these runs:', zh: '这些运行中的测量结果：' },
  toKnow: { en: 'To know:', zh: '要点：' },
  loose: { en: 'Often said loosely:', zh: '常见的不严谨说法：' },
  try: {
    en: 'Try it yourself, in the Lab of the page; change any part of the link:',
    zh: '自己动手试试：在页面的实验室里打开，链接的每一部分都可以改：',
  },
  inLab: { en: 'Open in the Lab', zh: '在实验室中打开' },
  more: { en: 'and {count|#} more', zh: '另有 {count|#} 个' },
  holds: { en: 'holds', zh: '成立' },
  fails: { en: 'fails: {why}', zh: '不成立：{why}' },
  allHold: {
    en: '{count|# claim|# claims} of {lessons|# lesson|# lessons} {count|holds|hold}.',
    zh: '{lessons|#} 课的 {count|#} 个结论都成立。',
  },
  someFail: {
    en: '{failed|#} of {count|# claim|# claims} {failed|does|do} not hold.',
    zh: '共 {count|#} 个结论，{failed|#} 个不成立。',
  },
  datagram: { en: '{length|# byte|# bytes}', zh: '{length|#} 字节' },
  icmp: { en: 'ICMP: nobody is there', zh: 'ICMP：那里没有程序' },
  lost: { en: 'lost', zh: '丢失' },
  underWay: { en: 'under way', zh: '在途' },
} as const

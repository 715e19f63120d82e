/** `synfin/drill`: packetdrill's language. Scripts of packets and system calls, run against the engine in virtual time. */
export {
  type DrillResult,
  DrillSyntaxError,
  parseScript,
  runScript,
  type Script,
  whyText,
} from '../drill/index.ts'

import { has, TEST_PROGRAMS, type TestProgram } from './programs.ts'

/** Says once, before the tests: which programs are not there, so that what needs them is skipped. */
export default function sayWhatIsMissing(): void {
  for (const [program, debian] of Object.entries(TEST_PROGRAMS)) {
    if (has(program as TestProgram)) continue
    console.log(
      `${program} is not installed (Debian's package ${debian}): the tests that need it are skipped`,
    )
  }
}

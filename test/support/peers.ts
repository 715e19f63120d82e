import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { needs } from './programs.ts'
import { type OutsideProgram, outsideProgram } from '../../src/interop/program.ts'

/** A program that is not ours, at the other end of a connection. */
export type Peer = OutsideProgram

/** Starts a Python program; what it must share with the test it prints, a line at a time. */
export function python(program: string, ...args: (string | number)[]): Peer {
  return start('python3', '-u', '-c', program, ...args)
}

/** Skips the test when the program is not there. */
export function start(command: string, ...args: (string | number)[]): Peer {
  needs(command)
  return outsideProgram(command, spawn(command, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] }))
}

/** @returns How many files this process may have open (Linux). */
export function descriptorLimit(): number {
  const line = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
  return line?.[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(line?.[1] ?? 0)
}

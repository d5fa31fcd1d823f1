import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ONLY_THESE, traced } from './strace.js'

/** What a process asked a disk to do. Paths are absolute; `path` of an open file is where it lay at that moment. */
export type DiskCall =
  | { readonly kind: 'make'; readonly path: string; readonly mode: number }
  | { readonly kind: 'make-folder'; readonly path: string; readonly mode: number }
  | { readonly kind: 'make-link'; readonly path: string; readonly target: string }
  | { readonly kind: 'hard-link'; readonly from: string; readonly to: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly at: number | null; readonly bytes: Buffer }
  | { readonly kind: 'resize'; readonly path: string; readonly size: number }
  | { readonly kind: 'mode'; readonly path: string; readonly mode: number }
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'sync-all' }

const CALLS =
  'openat,write,pwrite64,mkdir,rename,renameat2,link,symlink,unlink,unlinkat,rmdir,chmod,fchmod,fchmodat,ftruncate,fsync,fdatasync,syncfs'

/** Runs a command and records what it and its children asked of the disk, in order. Throws when the command fails. */
export async function recordDisk(command: readonly string[]): Promise<DiskCall[]> {
  const folder = mkdtempSync(join(tmpdir(), 'goherd-strace-'))
  try {
    const options = [
      ONLY_THESE,
      '-ff',
      '-y',
      '-ttt',
      '-xx',
      '-s',
      '10000000',
      '-o',
      join(folder, 'of'),
      '-e',
      `trace=${CALLS}`,
    ]
    const { status, stderr } = await traced(options, command)
    if (status !== 0) throw new Error(`the command failed under strace: ${stderr}`)
    return readdirSync(folder)
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
      .flatMap((line) => parseLine(line))
      .sort((a, b) => a.time - b.time)
      .flatMap(({ calls }) => calls)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const LINE = /^(\d+\.\d+) (\w+)\((.*)\)\s+= (\d+)(?:<([^>]*)>)?/
const ARGUMENT = /"((?:\\x[0-9a-f]{2})*)"|AT_FDCWD<([^>]*)>|(\d+)<([^>]*)>|([^,\s][^,]*)/g

interface Argument {
  /** The bytes of a string. */
  readonly bytes?: Buffer
  /** The path of an open file. */
  readonly open?: string
  readonly text: string
}

/** One line of strace: nothing for calls that failed or do not concern a disk. Pure. */
export function parseLine(line: string): { readonly time: number; readonly calls: readonly DiskCall[] }[] {
  const [, time, name = '', inside = '', answer = '', opened] = LINE.exec(line) ?? []
  if (time === undefined) return []
  const args = [...inside.matchAll(ARGUMENT)].map(([text, hex, cwd, , open]): Argument => {
    if (hex !== undefined) return { bytes: decoded(hex), text }
    return cwd === undefined && open === undefined
      ? { text }
      : { open: decoded(cwd ?? open ?? '').toString(), text }
  })
  const calls = callsOf(name, args, Number(answer), decoded(opened ?? '').toString())
  return calls.length === 0 ? [] : [{ time: Number(time), calls }]
}

/** Bytes from strace's `\x2f\x61…`. */
function decoded(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex')
}

function callsOf(name: string, args: readonly Argument[], answer: number, opened: string): DiskCall[] {
  const open = args[0]?.open ?? ''
  // The *at calls name a folder first.
  const [a, b, c] = name.endsWith('at') || name === 'renameat2' ? args.slice(1) : args
  const from = pathOf(a, name.endsWith('at') ? open : '/')
  const mode = Number.parseInt(args.at(-1)?.text ?? '0', 8)
  switch (name) {
    case 'openat':
      return opening(opened, b?.text ?? '', mode)
    case 'write':
      return [{ kind: 'write', path: open, at: null, bytes: written(args[1], answer) }]
    case 'pwrite64':
      return [{ kind: 'write', path: open, at: Number(args[3]?.text), bytes: written(args[1], answer) }]
    case 'mkdir':
      return [{ kind: 'make-folder', path: from, mode }]
    case 'rename':
      return [{ kind: 'rename', from, to: pathOf(b) }]
    case 'renameat2':
      return [{ kind: 'rename', from, to: pathOf(c) }]
    case 'link':
      return [{ kind: 'hard-link', from, to: pathOf(b) }]
    case 'symlink':
      return [{ kind: 'make-link', path: pathOf(b), target: a?.bytes?.toString() ?? '' }]
    case 'unlink':
    case 'unlinkat':
    case 'rmdir':
      return [{ kind: 'remove', path: from }]
    case 'chmod':
      return [{ kind: 'mode', path: from, mode }]
    case 'fchmodat':
      return [{ kind: 'mode', path: from, mode: Number.parseInt(b?.text ?? '0', 8) }]
    case 'fchmod':
      return [{ kind: 'mode', path: open, mode }]
    case 'ftruncate':
      return [{ kind: 'resize', path: open, size: Number(args[1]?.text) }]
    case 'fsync':
    case 'fdatasync':
      return [{ kind: 'sync', path: open }]
    case 'syncfs':
      return [{ kind: 'sync-all' }]
    default:
      return []
  }
}

function opening(path: string, flags: string, mode: number): DiskCall[] {
  const made: DiskCall[] = flags.includes('O_CREAT') ? [{ kind: 'make', path, mode }] : []
  return flags.includes('O_TRUNC') ? [...made, { kind: 'resize', path, size: 0 }] : made
}

function written(argument: Argument | undefined, answer: number): Buffer {
  return argument?.bytes?.subarray(0, answer) ?? Buffer.alloc(0)
}

function pathOf(argument: Argument | undefined, folder = '/'): string {
  return resolve(folder, argument?.bytes?.toString() ?? '')
}

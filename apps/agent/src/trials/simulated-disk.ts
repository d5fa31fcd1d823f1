import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DiskCall } from './disk-calls.js'
import { below, pick } from './scale.js'

/*
 * A disk that keeps only what was flushed. A recorded run is a list of changes: of what a folder names, and of what a file
 * holds. fsync of a file keeps the changes of that file, fsync of a folder those of its names, syncfs all before it. Every other
 * change may reach the disk or not, by itself and out of order, as file systems may do it: a write may arrive whole, torn, as
 * zeros or not at all. A rename is one change, also between folders: journaling file systems keep both halves or none.
 */

type Id = number
interface FileNode {
  readonly kind: 'file'
  mode: number
  readonly start: Buffer
}
type Node = FileNode | { readonly kind: 'folder' } | { readonly kind: 'link'; readonly target: string }

interface Naming {
  readonly folder: Id
  readonly name: string
  readonly node: Id
  readonly there: boolean
}

type Change =
  | { readonly kind: 'names'; readonly parts: readonly Naming[] }
  | { readonly kind: 'write'; readonly file: Id; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'resize'; readonly file: Id; readonly size: number }
  | { readonly kind: 'sync'; readonly node: Id | 'all' }

type Names = Map<Id, Map<string, Id>>

/** A folder as it was before a run, all of it flushed, and what the run then did to it. */
export class SimulatedDisk {
  readonly #root: string
  readonly #nodes = new Map<Id, Node>()
  readonly #begin: Names = new Map()
  /** What a living machine sees; the changes are named by it. */
  readonly #now: Names = new Map()
  readonly #sizes = new Map<Id, number>()
  readonly #changes: Change[] = []

  constructor(root: string) {
    this.#root = root
    this.#load(root)
    for (const [folder, names] of this.#begin) this.#now.set(folder, new Map(names))
  }

  /** How many moments there are to lose power at. */
  get moments(): number {
    return this.#changes.length + 1
  }

  /** Takes a recorded run in. Calls on paths outside the folder are left out. */
  run(calls: readonly DiskCall[]): void {
    for (const call of calls) this.#take(call)
  }

  /** Writes what is left after the power was lost at a random moment to a new folder. */
  loseInto(into: string, random: () => number): void {
    const moment = below(this.moments, random)
    const luck = pick([0, 0.2, 0.5, 0.8, 1], random)
    const done = this.#changes.slice(0, moment)
    const kept = done.map((change, at) => this.#isFlushed(change, done.slice(at + 1)))
    const names: Names = new Map([...this.#begin].map(([id, known]) => [id, new Map(known)]))
    const files = new Map<Id, Buffer>()
    done.forEach((change, at) => {
      const arrives = kept[at] === true || random() < luck
      if (change.kind === 'names' && arrives) applyNames(names, change.parts)
      else if (change.kind === 'write') {
        const how = kept[at] === true ? 'whole' : arrives ? pick(['whole', 'torn', 'zeros'], random) : 'lost'
        files.set(change.file, withWrite(this.#bytes(files, change.file), change, how, random))
      } else if (change.kind === 'resize' && arrives) {
        files.set(change.file, resized(this.#bytes(files, change.file), change.size))
      }
    })
    this.#put(0, into, names, files)
  }

  #load(path: string): Id {
    const found = lstatSync(path)
    const id = this.#nodes.size
    if (found.isDirectory()) {
      const names = new Map<string, Id>()
      this.#nodes.set(id, { kind: 'folder' })
      this.#begin.set(id, names)
      for (const name of readdirSync(path)) names.set(name, this.#load(join(path, name)))
    } else if (found.isSymbolicLink()) this.#nodes.set(id, { kind: 'link', target: readlinkSync(path) })
    else {
      const start = readFileSync(path)
      this.#nodes.set(id, { kind: 'file', mode: found.mode & 0o7777, start })
      this.#sizes.set(id, start.length)
    }
    return id
  }

  #take(call: DiskCall): void {
    switch (call.kind) {
      case 'make':
        if (this.#find(call.path) === undefined) this.#make(call.path, emptyFile(call.mode))
        break
      case 'make-folder':
        this.#make(call.path, { kind: 'folder' })
        break
      case 'make-link':
        this.#make(call.path, { kind: 'link', target: call.target })
        break
      case 'hard-link':
      case 'rename':
        this.#move(call)
        break
      case 'remove':
        this.#name([this.#naming(call.path, this.#find(call.path), false)])
        break
      case 'write':
      case 'resize':
        this.#fill(call)
        break
      case 'mode':
        this.#setMode(call)
        break
      case 'sync':
      case 'sync-all':
        this.#flush(call.kind === 'sync' ? this.#find(call.path) : 'all')
    }
  }

  #setMode({ path, mode }: Extract<DiskCall, { kind: 'mode' }>): void {
    const node = this.#nodes.get(this.#find(path) ?? -1)
    if (node?.kind === 'file') node.mode = mode
  }

  #flush(node: Id | 'all' | undefined): void {
    if (node !== undefined) this.#changes.push({ kind: 'sync', node })
  }

  #make(path: string, node: Node): void {
    const id = this.#nodes.size
    const naming = this.#naming(path, id, true)
    if (naming === undefined) return
    this.#nodes.set(id, node)
    if (node.kind === 'folder') {
      this.#begin.set(id, new Map())
      this.#now.set(id, new Map())
    }
    this.#name([naming])
  }

  #move({ kind, from, to }: Extract<DiskCall, { kind: 'hard-link' | 'rename' }>): void {
    const node = this.#find(from)
    const gone = kind === 'rename' ? [this.#naming(from, node, false)] : []
    this.#name([...gone, this.#naming(to, node, true)])
  }

  #fill(call: Extract<DiskCall, { kind: 'write' | 'resize' }>): void {
    const file = this.#find(call.path)
    if (file === undefined) return
    const size = this.#sizes.get(file) ?? 0
    if (call.kind === 'resize') {
      this.#sizes.set(file, call.size)
      this.#changes.push({ kind: 'resize', file, size: call.size })
      return
    }
    // Files that are written without a place are written from their start to their end here, never over.
    const at = call.at ?? size
    this.#sizes.set(file, Math.max(size, at + call.bytes.length))
    this.#changes.push({ kind: 'write', file, at, bytes: call.bytes })
  }

  #naming(path: string, node: Id | undefined, there: boolean): Naming | undefined {
    const folder = this.#find(dirname(path))
    return folder === undefined || node === undefined
      ? undefined
      : { folder, name: basename(path), node, there }
  }

  #name(parts: readonly (Naming | undefined)[]): void {
    const known = parts.filter((part) => part !== undefined)
    if (known.length === 0) return
    applyNames(this.#now, known)
    this.#changes.push({ kind: 'names', parts: known })
  }

  #find(path: string): Id | undefined {
    if (path === this.#root) return 0
    if (!path.startsWith(`${this.#root}/`)) return undefined
    const names = path.slice(this.#root.length + 1).split('/')
    return names.reduce<Id | undefined>((id, name) => this.#now.get(id ?? -1)?.get(name), 0)
  }

  #isFlushed(change: Change, later: readonly Change[]): boolean {
    if (change.kind === 'sync') return true
    const of: readonly Id[] =
      change.kind === 'names' ? change.parts.map(({ folder }) => folder) : [change.file]
    return later.some((sync) => sync.kind === 'sync' && (sync.node === 'all' || of.includes(sync.node)))
  }

  #bytes(files: ReadonlyMap<Id, Buffer>, id: Id): Buffer {
    const node = this.#nodes.get(id)
    return files.get(id) ?? (node?.kind === 'file' ? node.start : Buffer.alloc(0))
  }

  #put(id: Id, path: string, names: Names, files: ReadonlyMap<Id, Buffer>): void {
    const node = this.#nodes.get(id)
    if (node === undefined) return
    if (node.kind === 'link') symlinkSync(node.target, path)
    else if (node.kind === 'file') writeFileSync(path, this.#bytes(files, id), { mode: node.mode })
    else {
      mkdirSync(path, { recursive: true })
      for (const [name, child] of names.get(id) ?? []) this.#put(child, join(path, name), names, files)
    }
  }
}

function emptyFile(mode: number): FileNode {
  return { kind: 'file', mode, start: Buffer.alloc(0) }
}

/** A name is taken away only from what it was taken from: what came to it since stays. */
function applyNames(names: Names, parts: readonly Naming[]): void {
  for (const { folder, name, node, there } of parts) {
    const known = names.get(folder)
    if (there) known?.set(name, node)
    else if (known?.get(name) === node) known.delete(name)
  }
}

function withWrite(
  before: Buffer,
  { at, bytes }: { readonly at: number; readonly bytes: Buffer },
  how: string,
  random: () => number,
): Buffer {
  if (how === 'lost') return before
  const part = how === 'torn' ? bytes.subarray(0, below(bytes.length, random)) : bytes
  const after = resized(before, Math.max(before.length, at + part.length))
  if (how === 'zeros') after.fill(0, at, at + part.length)
  else part.copy(after, at)
  return after
}

function resized(before: Buffer, size: number): Buffer {
  return Buffer.concat([before.subarray(0, size), Buffer.alloc(Math.max(0, size - before.length))])
}

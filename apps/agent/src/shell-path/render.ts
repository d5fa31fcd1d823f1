import { AgentError } from '../disk/agent-error.js'

/** What a start-up file is to do. */
export interface PathWish {
  /** The agent's root: named in the text, so that a second root does not take another's for its own. */
  readonly root: string
  /** The folder that comes first in PATH. */
  readonly bin: string
  /** For releases that read no go.env, which are those below Go 1.21: exported where `current` leads to one. */
  readonly exports: Readonly<Record<string, string>>
}

/** Which language a start-up file is written in. */
export type Dialect = 'posix' | 'fish'

/** `absent`: the folder is put first unless PATH has it anywhere; `always`: whatever stands before it. */
export type Precedence = 'absent' | 'always'

/*
 * PATH gets the folder only when it is not in it yet, so that what a command put before it on purpose (goherd-agent exec, a build
 * script) stays first in the shells below it. Where tools go is found with shell variables alone: asking `go env` would start a
 * program with every shell. GOROOT is never set: through a moved link it would mix two trees in one build.
 */

/** The lines for a start-up file, without marker lines, each ended. Throws `path_impossible`. Pure. */
export function renderPath(wish: PathWish, dialect: Dialect, precedence: Precedence = 'absent'): string {
  refuseImpossible(wish)
  return dialect === 'fish' ? fish(wish) : posix(wish, precedence)
}

function posix({ root, bin, exports }: PathWish, precedence: Precedence): string {
  const isDone = precedence === 'always' ? '":$goherd_bin:"*' : '*":$goherd_bin:"*'
  const below121 = conditional(exports, (name, value) => `  export ${name}=${quote(value)}`, {
    open: 'if [ -x "$goherd_bin/go" ] && [ ! -e "$goherd_bin/../go.env" ]; then',
    close: 'fi',
  })
  return `# Goherd root: ${root}
goherd_bin=${quote(bin)}
case ":\${PATH:-}:" in
  ${isDone}) ;;
  *) PATH="$goherd_bin\${PATH:+:$PATH}" ;;
esac
goherd_tools="\${GOPATH:-\${HOME:-}/go}"
goherd_tools="\${GOBIN:-\${goherd_tools%%:*}/bin}"
case ":$PATH:" in
  *":$goherd_tools:"*) ;;
  *) PATH="$PATH:$goherd_tools" ;;
esac
export PATH
${below121}unset goherd_bin goherd_tools
`
}

function fish({ root, bin, exports }: PathWish): string {
  const below121 = conditional(exports, (name, value) => `  set -gx ${name} ${quoteFish(value)}`, {
    open: 'if test -x $goherd_bin/go; and not test -e $goherd_bin/../go.env',
    close: 'end',
  })
  return `# Goherd root: ${root}
set -l goherd_bin ${quoteFish(bin)}
contains -- $goherd_bin $PATH; or set -gx PATH $goherd_bin $PATH
set -l goherd_tools $HOME/go/bin
set -q GOPATH[1]; and set goherd_tools (string split -m 1 : -- $GOPATH[1])[1]/bin
set -q GOBIN[1]; and set goherd_tools $GOBIN
contains -- $goherd_tools $PATH; or set -gx PATH $PATH $goherd_tools
${below121}`
}

/** Lines that count only while the active release has no go.env; '' without exports. */
function conditional(
  exports: PathWish['exports'],
  line: (name: string, value: string) => string,
  o: { readonly open: string; readonly close: string },
): string {
  const names = Object.keys(exports).sort()
  if (names.length === 0) return ''
  return [o.open, ...names.map((name) => line(name, exports[name] ?? '')), o.close, ''].join('\n')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** In fish's single quotes a backslash and a quote are escaped by a backslash. */
function quoteFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function refuseImpossible({ root, bin }: PathWish): void {
  if (!bin.includes(':') && !/[\n\r\0]/.test(root + bin)) return
  throw new AgentError({
    code: 'path_impossible',
    message: `${JSON.stringify(bin)} cannot stand in PATH`,
    hint: 'Give --root a folder whose name has no colon and no line break.',
  })
}

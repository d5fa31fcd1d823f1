/** The shells there is a script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/*
 * Each script asks `goherd __complete -- WORDS`, which answers a line for each candidate: the word, and after a tab what it does.
 * `:files` alone means that a file is wanted.
 */

const BASH = `# goherd completion for bash. Put into ~/.bashrc: eval "$(goherd completion bash)"
_goherd() {
  local IFS=$'\\n' line word answer current rest=\${COMP_LINE:0:COMP_POINT} typed=()
  # Bash takes words apart at a = or a : as well; what has no space between is one word here.
  for word in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    if [[ \${#typed[@]} -eq 0 || $rest == [[:space:]]* ]]; then typed+=("$word")
    else typed[\${#typed[@]}-1]+=$word; fi
    rest=\${rest#"\${rest%%[![:space:]]*}"}
    rest=\${rest#"$word"}
  done
  current=\${typed[\${#typed[@]}-1]}
  answer=$(goherd __complete -- "\${typed[@]:1}" 2>/dev/null) || return 0
  if [[ $answer == ':files' ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
    return 0
  fi
  while read -r line; do
    word=\${line%%$'\\t'*}
    [[ -z $word ]] && continue
    if [[ $current != [\\'\\"]* ]]; then
      # It replaces only what is behind the last of those signs, and what the shell would take for its own is kept from it.
      word=\${word#"\${current%"\${current##*[:=]}"}"}
      [[ $word == *[\\"\\'\\<\\>\\(\\)\\ ]* ]] && printf -v word %q "$word"
    fi
    [[ $word == *[:=] ]] && compopt -o nospace 2>/dev/null
    COMPREPLY+=("$word")
  done <<<"$answer"
}
complete -F _goherd goherd
`

const ZSH = `#compdef goherd
# goherd completion for zsh. Put into ~/.zshrc, after compinit: eval "$(goherd completion zsh)"
_goherd() {
  local -a lines described
  local line
  lines=("\${(@f)$(goherd __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ \${lines[1]} == ':files' ]]; then
    _files
    return
  fi
  for line in $lines; do
    [[ -n $line ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe 'goherd' described
}
if [[ $funcstack[1] == _goherd ]]; then _goherd "$@"; else compdef _goherd goherd; fi
`

const FISH = `# goherd completion for fish. Put into ~/.config/fish/config.fish: goherd completion fish | source
function __goherd_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l answer (goherd __complete -- $words[2..-1] 2>/dev/null)
  if test "$answer[1]" = ':files'
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $answer
  end
end
complete -c goherd -f -a '(__goherd_complete)'
`

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH }

/** What a shell has to read to complete goherd's words. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]
}

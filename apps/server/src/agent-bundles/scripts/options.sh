#!/bin/sh
# Installs the Goherd agent of this server on a machine that needs neither Node nor Go, as root or as any user.
#   curl -fsSL SERVER/install.sh | sh -s -- --token TOKEN
#   curl -fsSL SERVER/install.sh | sh -s -- --help
# It says what it will do, checks what it downloads, and leaves nothing half done.
set -u
umask 022

server=@SERVER@
version=@VERSION@
# A line for each platform: name, file, SHA-256, bytes.
bundles=@BUNDLES@

usage() {
  cat <<USAGE
Installs goherd-agent $version from $server.

  --token TOKEN        enroll this machine (better: GOHERD_TOKEN in the environment, or --token-file)
  --token-file FILE    read the enrollment token from a file
  --name NAME          the host's name (default: the machine's)
  --label KEY=VALUE    a label of the host; may be given again
  --labels-file FILE   labels, a line key=value each, read at each start of the agent
  --labels-command CMD a command that prints such lines, run at each start of the agent
  --root DIR           the agent's folder (default: /var/lib/goherd, ~/.local/share/goherd)
  --prefix DIR         where the agent itself goes (default: /opt/goherd-agent, ~/.local/lib/goherd-agent)
  --bin DIR            where the command goes (default: /usr/local/bin, ~/.local/bin)
  --server URL         another address of the server
  --no-service         install and enroll, but start nothing
  --uninstall          take everything away again, the Go releases too
  --keep-go            with --uninstall: leave the Go releases and the link to the active one
  --dry-run            say each step and change nothing
  --yes                do not ask

Without a token the agent is installed for this machine alone: goherd-agent install 1.22.
USAGE
}

say() { printf '%s\n' "$*"; }
step() { printf '  %s\n' "$*"; }

# die CODE WHAT TODO
die() {
  printf 'error %s: %s\n  what to do: %s\n' "$1" "$2" "$3" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

read_options() {
  token=${GOHERD_TOKEN-} token_file= name= labels= labels_file= labels_command= root= prefix= bin=
  service=yes uninstall=no keep_go=no dry_run=no yes=no
  while [ $# -gt 0 ]; do
    option=$1
    shift
    case $option in
      --token | --token-file | --name | --label | --labels-file | --labels-command | --root | --prefix | --bin | --server)
        [ $# -gt 0 ] || die bad_option "$option needs a value" "See --help."
        value=$1
        shift
        ;;
    esac
    case $option in
      --token) token=$value ;;
      --token-file) token_file=$value ;;
      --name) name=$value ;;
      --label)
        case $value in
          *=*) labels="$labels$value
" ;;
          *) die bad_label "\"$value\" is not a label" "Write labels as --label key=value." ;;
        esac
        ;;
      --labels-file) labels_file=$value ;;
      --labels-command) labels_command=$value ;;
      --root) root=$value ;;
      --prefix) prefix=$value ;;
      --bin) bin=$value ;;
      --server) server=${value%/} ;;
      --no-service) service=no ;;
      --uninstall) uninstall=yes ;;
      --keep-go) keep_go=yes ;;
      --dry-run) dry_run=yes ;;
      --yes | -y) yes=yes ;;
      --help | -h)
        usage
        exit 0
        ;;
      *) die bad_option "there is no option $option" "See --help." ;;
    esac
  done
  if [ -n "$token_file" ]; then
    [ -r "$token_file" ] || die no_token_file "$token_file cannot be read" "Check the path of --token-file."
    token=$(cat "$token_file")
  fi
  user=$(id -u)
  if [ "$user" = 0 ]; then
    : "${root:=${GOHERD_ROOT:-/var/lib/goherd}}" "${prefix:=/opt/goherd-agent}" "${bin:=/usr/local/bin}"
  else
    [ -n "${HOME-}" ] && [ -d "$HOME" ] ||
      die no_home "this user has no home folder" "Set HOME, or run this as root."
    : "${root:=${GOHERD_ROOT:-$HOME/.local/share/goherd}}" "${prefix:=$HOME/.local/lib/goherd-agent}" "${bin:=$HOME/.local/bin}"
  fi
  for folder in "$root" "$prefix" "$bin"; do
    case $folder in
      / | //*) die bad_folder "$folder cannot be used" "Give folders of their own." ;;
      /*) ;;
      *) die bad_folder "$folder is not an absolute path" "Give --root, --prefix and --bin from / on." ;;
    esac
  done
  program=$bin/goherd-agent
}


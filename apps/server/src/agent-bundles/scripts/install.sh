# --- nothing half done

made_folders=
began=no
work=
before=
fresh=no
placed=no
linked=no
root_was_there=yes
finished=no

make_folder() {
  [ -d "$1" ] && return
  make_folder "$(dirname "$1")"
  mkdir "$1" || die no_permission "$1 could not be made" "Give this user write access to $(dirname "$1")."
  made_folders="$1
$made_folders"
}

# The rename of a link; GNU and busybox know -T, BSD -h.
replace_link() {
  ln -sf "$1" "$2.new" || return 1
  mv -Tf "$2.new" "$2" 2>/dev/null || mv -fh "$2.new" "$2" 2>/dev/null || {
    rm -f "$2.new"
    ln -sfn "$1" "$2"
  }
}

tidy() {
  status=$?
  trap - EXIT INT TERM HUP
  [ -z "$work" ] || rm -rf "$work"
  if [ "$status" != 0 ] && [ "$finished" = no ] && [ "$began" = yes ]; then
    if [ "$linked" = yes ] && [ -n "$before" ]; then replace_link "$before" "$prefix/current"; fi
    if [ "$fresh" = yes ]; then
      if [ "$linked" = yes ]; then rm -f "$program" "$prefix/current"; fi
      rm -rf "$prefix/versions" "$prefix/bin" "$prefix/state"
      [ "$root_was_there" = yes ] || remove_root
    elif [ "$placed" = yes ]; then rm -rf "$prefix/versions/$version"; fi
    printf '%s' "$made_folders" | while IFS= read -r folder; do rmdir "$folder" 2>/dev/null; done
    say "Nothing was left behind." >&2
  fi
  exit "$status"
}

# --- install

is_enrolled() { [ -f "$root/state/identity.json" ]; }

say_plan() {
  say "goherd-agent $version for $os on $arch${libc:+ ($libc)}, as $(id -un 2>/dev/null || echo "user $user"). This will"
  if is_whole; then step "keep $prefix/versions/$version, which is there"; else
    step "download $server/agent/dl/$sha256/$filename ($((size / 1000000)) MB) and check its SHA-256"
    step "unpack it into $prefix/versions/$version"
  fi
  step "link $prefix/current and $program to it"
  if [ -n "$token" ]; then
    if is_enrolled; then step "keep the enrollment of $root"; else step "enroll this machine with $server${name:+ as $name}, in $root"; fi
    if [ "$service" = yes ]; then step "install the service, start it and wait until it is connected"; fi
  else
    if is_enrolled && [ "$service" = yes ]; then step "install the service of the enrolled $root and start it"; else step "start nothing: without a token the agent serves this machine alone"; fi
  fi
}

ask() {
  [ "$yes" = no ] && [ -t 1 ] && [ -r /dev/tty ] || return 0
  printf 'Go on? [Y/n] '
  read -r answer </dev/tty || answer=n
  case $answer in '' | [yY]*) ;; *) die declined "nothing was changed" "Run it again when it suits." ;; esac
}

is_whole() {
  [ -f "$prefix/versions/$version/lib/bundle.json" ] &&
    [ "$("$prefix/versions/$version/bin/goherd-agent" --version </dev/null 2>/dev/null)" = "$version" ]
}

download() {
  fetch "$server/agent/dl/$sha256/$filename" "$work/bundle" ||
    die download_failed "$server/agent/dl/$sha256/$filename could not be fetched" "Check that this machine reaches the server, proxies too (https_proxy), and run this again."
  found=$(digest_of "$work/bundle")
  [ "$found" = "$sha256" ] ||
    die wrong_digest "the download has SHA-256 $found, $sha256 was expected" "A proxy in between may have changed it, or the server has new bundles: fetch install.sh again."
  tar -xzf "$work/bundle" -C "$work" || die unpack_failed "the download could not be unpacked" "Check the free space of $prefix."
  rm "$work/bundle"
  runs=$("$work/goherd-agent/bin/goherd-agent" --version </dev/null 2>&1) || :
  [ "$runs" = "$version" ] || die cannot_run "the agent does not run on this machine: $runs" \
    "If $prefix is mounted noexec, give --prefix another place; else report this with the line above."
}

place() {
  began=yes
  make_folder "$(dirname "$root")"
  make_folder "$prefix/versions"
  make_folder "$prefix/bin"
  make_folder "$prefix/state"
  work=$(mktemp -d "$prefix/.install-XXXXXX") || die no_permission "$prefix cannot be written" "Give this user write access to it."
  if ! is_whole; then
    download
    if [ -e "$prefix/versions/$version" ]; then mv "$prefix/versions/$version" "$work/damaged"; fi
    mv "$work/goherd-agent" "$prefix/versions/$version"
    placed=yes
  fi
  cp "$prefix/versions/$version/bin/goherd-agent-service" "$work/guard" && chmod 755 "$work/guard" &&
    mv -f "$work/guard" "$prefix/bin/goherd-agent-service"
  # A new installation is no trial.
  rm -f "$prefix/state/trial" "$prefix/state/starts"
  linked=yes
  replace_link "versions/$version" "$prefix/current" || die no_permission "$prefix/current could not be made" "Give this user write access to $prefix."
  make_folder "$bin"
  replace_link "$prefix/current/bin/goherd-agent" "$program" || die no_permission "$program could not be made" "Give this user write access to $bin."
}

enroll() {
  set -- enroll --server "$server" --root "$root"
  [ -z "$name" ] || set -- "$@" --name "$name"
  [ -z "$labels_file" ] || set -- "$@" --labels-file "$labels_file"
  [ -z "$labels_command" ] || set -- "$@" --labels-command "$labels_command"
  rest=$labels
  while [ -n "$rest" ]; do
    set -- "$@" --label "${rest%%
*}"
    rest=${rest#*
}
  done
  # In the environment, where ps does not show it.
  GOHERD_TOKEN=$token "$program" "$@" </dev/null || die enroll_failed "this machine could not be enrolled" \
    "The lines above say why. With a new token: goherd enroll token create, then run this again."
}

start_service() {
  if problem=$("$program" install-service --root "$root" </dev/null 2>&1); then
    say "$problem"
  else
    case $problem in
      *no_service_manager* | *"no service manager"*)
        say "$problem"
        return
        ;;
      *) die service_failed "the service could not be installed: $problem" "Correct that and run: goherd-agent install-service --root $root" ;;
    esac
  fi
  tries=0
  until "$program" status --json --root "$root" </dev/null 2>/dev/null | grep -q '"connected": true'; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || die not_connected "the agent runs but has not reached $server within a minute" \
      "See what it says: goherd-agent status --root $root. It goes on trying."
    sleep 1
  done
  say "Connected to $server."
}

install() {
  need_tools
  detect_platform
  check_machine
  say_plan
  if [ "$dry_run" = yes ]; then
    say "Nothing was changed: --dry-run."
    return
  fi
  ask
  before=$(readlink "$prefix/current" 2>/dev/null) || fresh=yes
  [ -d "$root" ] || root_was_there=no
  trap tidy EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  place
  if [ -n "$token" ] && ! is_enrolled; then enroll; fi
  # From here on everything is whole; what fails now is told and can be tried again.
  finished=yes
  if [ -n "$made_folders" ]; then printf '%s' "$made_folders" >>"$prefix/state/made-folders"; fi
  say "goherd-agent $version is installed: $program"
  case :$PATH: in *":$bin:"*) ;; *) say "Put $bin on PATH to call it by its name." ;; esac
  if [ "$service" = yes ] && is_enrolled; then start_service; fi
}


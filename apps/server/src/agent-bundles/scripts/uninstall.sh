# --- uninstall

remove_root() {
  if [ "$keep_go" = no ]; then rm -rf "$root/releases" "$root/current" "$root/current.next"; fi
  rm -rf "$root/snapshots" "$root/cache" "$root/staging" "$root/state" "$root"/lock*
  rmdir "$root" 2>/dev/null || :
}

stop_agent() {
  pid=$("$program" status --json --root "$root" </dev/null 2>/dev/null | sed -n 's/^  "pid": \([0-9][0-9]*\),*$/\1/p')
  [ -n "$pid" ] || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  tries=0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || die still_running "the agent (process $pid) does not end" "End it and run this again."
    sleep 1
  done
}

uninstall() {
  is_ours=no
  [ -L "$prefix/current" ] && [ -d "$prefix/versions" ] && is_ours=yes
  [ "$is_ours" = yes ] || [ -d "$root/releases" ] || {
    say "There is no agent in $prefix, and no root in $root."
    return
  }
  say "This will"
  if [ "$is_ours" = yes ]; then
    step "stop the agent and remove its service"
    step "take its folder off PATH"
    step "remove $program and $prefix"
  fi
  if [ "$keep_go" = yes ]; then step "remove the state of $root, and keep its Go releases"; else step "remove $root with its Go releases"; fi
  if [ "$dry_run" = yes ]; then
    say "Nothing was changed: --dry-run."
    return
  fi
  ask
  made=
  if [ "$is_ours" = yes ]; then
    "$prefix/current/bin/goherd-agent" uninstall-service --root "$root" </dev/null ||
      die service_stays "the service could not be removed" "The lines above say why; run this again then."
    program=$prefix/current/bin/goherd-agent
    stop_agent
    if [ "$keep_go" = no ]; then "$program" path remove --root "$root" </dev/null >/dev/null 2>&1 || :; fi
    made=$(cat "$prefix/state/made-folders" 2>/dev/null)
    if [ "$(readlink "$bin/goherd-agent" 2>/dev/null)" = "$prefix/current/bin/goherd-agent" ]; then rm -f "$bin/goherd-agent"; fi
    rm -rf "$prefix/current" "$prefix/versions" "$prefix/bin" "$prefix/state" "$prefix"/.install-*
    rmdir "$prefix" 2>/dev/null || :
  fi
  remove_root
  printf '%s\n' "$made" | while IFS= read -r folder; do [ -z "$folder" ] || rmdir "$folder" 2>/dev/null || :; done
  say "goherd-agent is gone."
}

main() {
  read_options "$@"
  if [ "$uninstall" = yes ]; then uninstall; else install; fi
}

# The last line: of a download that was cut short nothing runs.
main "$@"

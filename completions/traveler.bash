# bash completion for traveler; written from the catalogue of operations

_traveler_values() {
  case "$1" in
    id:*) mapfile -t COMPREPLY < <(traveler __complete "${1#id:}" "$2" 2>/dev/null) ;;
    path) mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
    words:*) mapfile -t COMPREPLY < <(compgen -W "${1#words:}" -- "$2") ;;
  esac
}

_traveler() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word noun='' verb='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case "$word" in
      --directory|-C|--workspace|--as|--format|--fields|--idempotency-key|--if-revision|--reason|--at|--lock-timeout|--color) ((i++)) ;;
      -*) ;;
      *)
        if [[ -z $noun ]]; then noun=$word
        elif [[ -z $verb ]]; then verb=$word
        fi ;;
    esac
  done
  if [[ -z $noun && $cur != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "init help version schema procedure apply sql export status user team role config location part inventory run step batch split issue log verify" -- "$cur")
    return
  fi
  local verbs='' options="--directory --workspace --as --format --json --fields --dry-run --idempotency-key --if-revision --reason --at --lock-timeout --quiet --verbose --color --yes --no-input --help" values='' positional=none
  case "$noun" in
    init) verb='' ;;
    help) verb='' ;;
    version) verb='' ;;
    schema) verbs="list print" ;;
    procedure) verbs="validate graph diff add submit release archive list show export" ;;
    apply) verb='' ;;
    sql) verb='' ;;
    export) verb='' ;;
    status) verb='' ;;
    user) verbs="add list show set deactivate" ;;
    team) verbs="add list" ;;
    role) verbs="list set" ;;
    config) verbs="get set list" ;;
    location) verbs="add list" ;;
    part) verbs="add list show" ;;
    inventory) verbs="receive list show move adjust kit unkit scrap quarantine release split merge resolve where-used" ;;
    run) verbs="create list show check complete fail reopen assign set history abom" ;;
    step) verbs="list show next start record sign attach complete hold resume fail rework cancel restore reopen deviate install uninstall except" ;;
    batch) verbs="create add remove rename dissolve list show" ;;
    split) verb='' ;;
    issue) verbs="create list show" ;;
    log) verb='' ;;
    verify) verb='' ;;
  esac
  if [[ -n $verbs && -z $verb && $cur != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur")
    return
  fi
  case "$noun${verbs:+ $verb}" in
    "init") options+=" " positional="path" ;;
    "help") options+=" " positional="none" ;;
    "version") options+=" " positional="none" ;;
    "schema list") options+=" --sort --limit" positional="none" ;;
    "schema print") options+=" " positional="id:schema" ;;
    "procedure validate") options+=" --fail-level --report --severity --rules --format" positional="path" ;;
    "procedure graph") options+=" --run --format" positional="id:procedure" ;;
    "procedure diff") options+=" " positional="id:procedure" ;;
    "apply") options+=" --file --each --continue-on-error --format" positional="none" ;;
    "sql") options+=" --format" positional="none" ;;
    "export") options+=" --output" positional="id:table" ;;
    "status") options+=" " positional="none" ;;
    "user add") options+=" --name --role" positional="none" ;;
    "user list") options+=" --sort --limit" positional="none" ;;
    "user show") options+=" " positional="id:user" ;;
    "user set") options+=" --name --role --active" positional="id:user" ;;
    "user deactivate") options+=" " positional="id:user" ;;
    "team add") options+=" --role" positional="id:team" ;;
    "team list") options+=" --sort --limit" positional="none" ;;
    "role list") options+=" --sort --limit" positional="none" ;;
    "role set") options+=" --allow" positional="id:role" ;;
    "config get") options+=" --show-origin" positional="id:setting" ;;
    "config set") options+=" " positional="id:setting" ;;
    "config list") options+=" --show-origin --sort --limit" positional="none" ;;
    "location add") options+=" --name --work-center" positional="none" ;;
    "location list") options+=" --sort --limit" positional="none" ;;
    "part add") options+=" --name --tracking --unit --precision --revision --file" positional="none" ;;
    "part list") options+=" --sort --limit" positional="none" ;;
    "part show") options+=" " positional="id:part" ;;
    "inventory receive") options+=" --serial --lot --quantity --location --revision --file" positional="id:part" ;;
    "inventory list") options+=" --part --status --location --sort --limit" positional="none" ;;
    "inventory show") options+=" " positional="id:inventory" ;;
    "inventory move") options+=" --to --quantity" positional="id:inventory" ;;
    "inventory adjust") options+=" --by --to" positional="id:inventory" ;;
    "inventory kit") options+=" --run --quantity" positional="id:inventory" ;;
    "inventory unkit") options+=" " positional="id:inventory" ;;
    "inventory scrap") options+=" --quantity" positional="id:inventory" ;;
    "inventory quarantine") options+=" --quantity" positional="id:inventory" ;;
    "inventory release") options+=" --quantity" positional="id:inventory" ;;
    "inventory split") options+=" --into --quantity" positional="id:inventory" ;;
    "inventory merge") options+=" " positional="id:inventory" ;;
    "inventory resolve") options+=" --to" positional="none" ;;
    "inventory where-used") options+=" --sort --limit" positional="none" ;;
    "procedure add") options+=" " positional="path" ;;
    "procedure submit") options+=" " positional="id:procedure" ;;
    "procedure release") options+=" " positional="id:procedure" ;;
    "procedure archive") options+=" " positional="id:procedure" ;;
    "procedure list") options+=" --all --state --sort --limit" positional="none" ;;
    "procedure show") options+=" --runs" positional="id:procedure" ;;
    "procedure export") options+=" --as-format" positional="id:procedure" ;;
    "run create") options+=" --part --procedure --serial --lot --quantity --inventory --title --due --assignee --export-controlled --attr --copies --batch --file" positional="none" ;;
    "run list") options+=" --open --part --procedure --assignee --status --lifecycle --stuck --sort --limit" positional="none" ;;
    "run show") options+=" " positional="id:run" ;;
    "run check") options+=" " positional="id:run" ;;
    "run complete") options+=" " positional="id:run" ;;
    "run fail") options+=" --inventory" positional="id:run" ;;
    "run reopen") options+=" " positional="id:run" ;;
    "run assign") options+=" --only" positional="id:run" ;;
    "run set") options+=" --only" positional="id:run" ;;
    "run history") options+=" --sort --limit" positional="id:run" ;;
    "run abom") options+=" --now" positional="id:run" ;;
    "step list") options+=" --state --sort --limit" positional="id:run" ;;
    "step show") options+=" --attempt" positional="id:step" ;;
    "step next") options+=" --sort --limit" positional="id:run" ;;
    "step start") options+=" --only" positional="id:step" ;;
    "step record") options+=" --file --only" positional="id:step" ;;
    "step sign") options+=" --only" positional="id:step" ;;
    "step attach") options+=" --only" positional="id:step" ;;
    "step complete") options+=" --set --sign --only" positional="id:step" ;;
    "step hold") options+=" --only" positional="id:step" ;;
    "step resume") options+=" --only" positional="id:step" ;;
    "step fail") options+=" --only" positional="id:step" ;;
    "step rework") options+=" --only" positional="id:step" ;;
    "step cancel") options+=" --only" positional="id:step" ;;
    "step restore") options+=" --cascade --only" positional="id:step" ;;
    "step reopen") options+=" --cascade --only" positional="id:step" ;;
    "step deviate") options+=" --only" positional="id:step" ;;
    "batch create") options+=" --title" positional="id:run" ;;
    "batch add") options+=" " positional="id:batch" ;;
    "batch remove") options+=" " positional="id:batch" ;;
    "batch rename") options+=" " positional="id:batch" ;;
    "batch dissolve") options+=" " positional="id:batch" ;;
    "batch list") options+=" --sort --limit" positional="none" ;;
    "batch show") options+=" " positional="id:batch" ;;
    "step install") options+=" --from --quantity --file" positional="id:step" ;;
    "step uninstall") options+=" --quantity --scrap" positional="id:step" ;;
    "step except") options+=" --issue" positional="id:step" ;;
    "split") options+=" --quantity --location --issue --issue-title" positional="id:run" ;;
    "issue create") options+=" --title --run --step --inventory" positional="none" ;;
    "issue list") options+=" --state --sort --limit" positional="none" ;;
    "issue show") options+=" " positional="id:issue" ;;
    "log") options+=" --op --actor --after --sort --limit" positional="id:run" ;;
    "verify") options+=" " positional="none" ;;
  esac
  case "$noun${verbs:+ $verb} $prev" in
    "schema list --sort") values="none" ;;
    "schema list --limit") values="none" ;;
    "procedure validate --fail-level") values="words:error warning note" ;;
    "procedure validate --report") values="none" ;;
    "procedure validate --severity") values="none" ;;
    "procedure validate --format") values="words:table json ndjson csv concise github sarif junit gitlab" ;;
    "procedure graph --run") values="id:run" ;;
    "procedure graph --format") values="words:dot mermaid svg" ;;
    "apply --file"|"apply -f") values="path" ;;
    "apply --format") values="words:ndjson json" ;;
    "sql --format") values="words:table json ndjson csv id" ;;
    "export --output"|"export -o") values="path" ;;
    "user add --name") values="none" ;;
    "user add --role") values="id:role" ;;
    "user list --sort") values="none" ;;
    "user list --limit") values="none" ;;
    "user set --name") values="none" ;;
    "user set --role") values="id:role" ;;
    "team add --role") values="id:role" ;;
    "team list --sort") values="none" ;;
    "team list --limit") values="none" ;;
    "role list --sort") values="none" ;;
    "role list --limit") values="none" ;;
    "role set --allow") values="none" ;;
    "config list --sort") values="none" ;;
    "config list --limit") values="none" ;;
    "location add --name") values="none" ;;
    "location list --sort") values="none" ;;
    "location list --limit") values="none" ;;
    "part add --name") values="none" ;;
    "part add --tracking") values="words:serial lot quantity" ;;
    "part add --unit") values="none" ;;
    "part add --precision") values="none" ;;
    "part add --revision") values="none" ;;
    "part add --file"|"part add -f") values="path" ;;
    "part list --sort") values="none" ;;
    "part list --limit") values="none" ;;
    "inventory receive --serial") values="none" ;;
    "inventory receive --lot") values="none" ;;
    "inventory receive --quantity") values="none" ;;
    "inventory receive --location") values="id:location" ;;
    "inventory receive --revision") values="none" ;;
    "inventory receive --file"|"inventory receive -f") values="path" ;;
    "inventory list --part") values="id:part" ;;
    "inventory list --status") values="words:scrapped installed wip quarantined on_order kitted available unavailable" ;;
    "inventory list --location") values="id:location" ;;
    "inventory list --sort") values="none" ;;
    "inventory list --limit") values="none" ;;
    "inventory move --to") values="id:location" ;;
    "inventory move --quantity") values="none" ;;
    "inventory adjust --by") values="none" ;;
    "inventory adjust --to") values="none" ;;
    "inventory kit --run") values="id:run" ;;
    "inventory kit --quantity") values="none" ;;
    "inventory scrap --quantity") values="none" ;;
    "inventory quarantine --quantity") values="none" ;;
    "inventory release --quantity") values="none" ;;
    "inventory split --into") values="none" ;;
    "inventory split --quantity") values="none" ;;
    "inventory resolve --to") values="none" ;;
    "inventory where-used --sort") values="none" ;;
    "inventory where-used --limit") values="none" ;;
    "procedure list --state") values="words:draft in_review released archived" ;;
    "procedure list --sort") values="none" ;;
    "procedure list --limit") values="none" ;;
    "procedure export --as-format") values="words:yaml json" ;;
    "run create --part") values="id:part" ;;
    "run create --procedure") values="id:procedure" ;;
    "run create --serial") values="none" ;;
    "run create --lot") values="none" ;;
    "run create --quantity") values="none" ;;
    "run create --inventory") values="none" ;;
    "run create --title") values="none" ;;
    "run create --due") values="none" ;;
    "run create --assignee") values="id:user" ;;
    "run create --attr") values="none" ;;
    "run create --copies") values="none" ;;
    "run create --batch") values="none" ;;
    "run create --file"|"run create -f") values="path" ;;
    "run list --part") values="id:part" ;;
    "run list --procedure") values="id:procedure" ;;
    "run list --assignee") values="id:user" ;;
    "run list --status") values="words:todo in_progress hold redline failed canceled complete partial_complete" ;;
    "run list --lifecycle") values="words:todo in_progress complete failed" ;;
    "run list --stuck") values="none" ;;
    "run list --sort") values="none" ;;
    "run list --limit") values="none" ;;
    "run fail --inventory") values="words:quarantine scrap keep" ;;
    "run history --sort") values="none" ;;
    "run history --limit") values="none" ;;
    "step list --state") values="words:todo in_progress hold redline completed failed canceled" ;;
    "step list --sort") values="none" ;;
    "step list --limit") values="none" ;;
    "step show --attempt") values="none" ;;
    "step next --sort") values="none" ;;
    "step next --limit") values="none" ;;
    "step record --file"|"step record -f") values="path" ;;
    "step complete --set") values="none" ;;
    "step complete --sign") values="none" ;;
    "batch create --title") values="none" ;;
    "batch list --sort") values="none" ;;
    "batch list --limit") values="none" ;;
    "step install --from") values="none" ;;
    "step install --quantity") values="none" ;;
    "step install --file"|"step install -f") values="path" ;;
    "step uninstall --quantity") values="none" ;;
    "step except --issue") values="none" ;;
    "split --quantity") values="none" ;;
    "split --location") values="id:location" ;;
    "split --issue") values="none" ;;
    "split --issue-title") values="none" ;;
    "issue create --title") values="none" ;;
    "issue create --run") values="id:run" ;;
    "issue create --step") values="id:step" ;;
    "issue create --inventory") values="id:inventory" ;;
    "issue list --state") values="words:pending in_progress in_review resolved canceled" ;;
    "issue list --sort") values="none" ;;
    "issue list --limit") values="none" ;;
    "log --op") values="none" ;;
    "log --actor") values="id:user" ;;
    "log --after") values="none" ;;
    "log --sort") values="none" ;;
    "log --limit") values="none" ;;
    *" --directory"|*" -C") values="path" ;;
    *" --workspace") values="path" ;;
    *" --as") values="id:user" ;;
    *" --format") values="words:table json ndjson csv id" ;;
    *" --fields") values="none" ;;
    *" --idempotency-key") values="none" ;;
    *" --if-revision") values="none" ;;
    *" --reason") values="none" ;;
    *" --at") values="none" ;;
    *" --lock-timeout") values="none" ;;
    *" --color") values="words:auto always never" ;;
  esac
  if [[ -n $values ]]; then _traveler_values "$values" "$cur"
  elif [[ $cur == -* ]]; then mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  else _traveler_values "$positional" "$cur"
  fi
}

complete -o filenames -o bashdefault -F _traveler traveler

# Written by swift package generate-artifacts; the program itself says what can be typed.

function __complete_kubectl_carvel_verify
    set -l typed (commandline -opc)
    set -l current (commandline -ct | string unescape)
    set typed (string replace -r '^~/' "$HOME/" -- $typed)
    set -l program $typed[1]
    set -e typed[1]
    set -l reply ($program __complete $typed "$current" 2>/dev/null)
    set -l directive (string replace ':' '' -- $reply[-1])
    string match -qr '^[0-9]+$' -- "$directive"; or return
    set -e reply[-1]

    # Of --option=value the program completes the value, and fish the whole word.
    set -l prefix (string match -r -- '^-[^=]*=' "$current")
    set -l value (string replace -r -- '^-[^=]*=' '' "$current")
    if test (math "floor($directive / 16) % 2") -eq 1
        set reply (__fish_complete_directories "$value" '')
    else if test (math "floor($directive / 8) % 2") -eq 1
        set reply (__fish_complete_path "$value")
    else if test (count $reply) -eq 0; and test (math "floor($directive / 4) % 2") -eq 0
        set reply (__fish_complete_path "$value")
    end
    for candidate in $reply
        printf '%s%s\n' "$prefix" "$candidate"
    end
end

complete --command kubectl-carvel-verify --no-files --keep-order --arguments '(__complete_kubectl_carvel_verify)'
complete --command kubectl-carvel_verify --no-files --keep-order --arguments '(__complete_kubectl_carvel_verify)'

extension CompletionScript {
    /// For bash, with or without the package bash-completion.
    var bash: String {
        #"""
        # \#(ArtifactFolder.mark); the program itself says what can be typed.

        \#(function)() {
            local line=${COMP_LINE:0:COMP_POINT} words=() word gap i
            # Bash takes words apart at = and : too; what no blank separates is one word.
            for ((i = 0; i <= COMP_CWORD; i++)); do
                gap=${line%%[![:space:]]*}
                line=${line#"$gap"}
                word=${COMP_WORDS[i]}
                ((i < COMP_CWORD)) || word=$line
                line=${line#"$word"}
                if ((i == 0)) || [[ -n $gap ]]; then
                    words+=("$word")
                else
                    words[${#words[@]} - 1]+=$word
                fi
            done
            # Quotes are the shell's, and so is ~.
            for i in "${!words[@]}"; do
                words[i]=${words[i]//[\"\'\\]/}
                [[ ${words[i]} != \~/* ]] || words[i]=$HOME${words[i]:1}
            done

            local reply
            reply=$("${words[0]}" \#(Self.marker) "${words[@]:1}" 2>/dev/null) || return
            local directive=${reply##*:}
            reply=${reply%:*}

            # What of the word stays in the line, as it is before the last = or :.
            local current=${words[${#words[@]} - 1]} prefix='' kept='' breaks=''
            if [[ $current == -*=* ]]; then
                [[ $COMP_WORDBREAKS == *=* ]] || prefix=${current%%=*}=
                current=${current#*=}
            fi
            [[ $COMP_WORDBREAKS != *=* ]] || breaks+='='
            [[ $COMP_WORDBREAKS != *:* ]] || breaks+=':'
            [[ -z $breaks ]] || kept=${current%"${current##*["$breaks"]}"}

            local found=() value description width=0 descriptions=()
            if ((directive & 8)); then
                mapfile -t found < <(compgen -d -- "$current")
                for value in $reply; do mapfile -t -O ${#found[@]} found < <(compgen -f -X "!*.$value" -- "$current"); done
            elif ((directive & 16)); then
                mapfile -t found < <(compgen -d -- "$current")
            elif [[ -z $reply ]] && ((!(directive & 4))); then
                mapfile -t found < <(compgen -f -- "$current")
            else
                while IFS=$'\t' read -r value description; do
                    [[ -n $value ]] || continue
                    found+=("$value")
                    descriptions+=("$description")
                    ((${#value} <= width)) || width=${#value}
                done <<<"$reply"
            fi
            ((${#descriptions[@]} == ${#found[@]})) || compopt -o filenames

            COMPREPLY=()
            for i in "${!found[@]}"; do
                value=$prefix${found[i]#"$kept"}
                if [[ $COMP_TYPE == 63 && ${#found[@]} -gt 1 && -n ${descriptions[i]-} ]]; then
                    # The list after a second TAB is only looked at.
                    printf -v value '%-*s  (%s)' "$width" "${found[i]}" "${descriptions[i]}"
                elif [[ -n ${descriptions[i]+set} && $value =~ [^A-Za-z0-9_.,:=@%/+-] ]]; then
                    printf -v value '%q' "$value"
                fi
                COMPREPLY+=("$value")
            done
            ((!(directive & 2))) || compopt -o nospace
            ((!(directive & 32))) || compopt -o nosort 2>/dev/null
        }

        complete -F \#(function) \#(names.joined(separator: " "))

        """#
    }
}

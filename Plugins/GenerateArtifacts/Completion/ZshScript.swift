extension CompletionScript {
    /// For zsh, in a folder of `fpath`, or sourced after `compinit`.
    var zsh: String {
        #"""
        #compdef \#(names.joined(separator: " "))
        # \#(ArtifactFolder.mark); the program itself says what can be typed.

        \#(function)() {
            local -a typed reply found order suffix
            local line value description directive i
            for ((i = 1; i < CURRENT; i++)); do
                typed+=("${${(Q)words[i]}/#\~\//$HOME/}")
            done
            typed+=("${${(Q)PREFIX}/#\~\//$HOME/}")

            reply=("${(@f)$("${typed[1]}" \#(Self.marker) "${(@)typed[2,-1]}" 2>/dev/null)}") || return 1
            directive=${reply[-1]#:}
            reply[-1]=()
            if [[ $PREFIX == -*=* ]]; then
                IPREFIX+=${PREFIX%%=*}=
                PREFIX=${PREFIX#*=}
            fi

            if ((directive & 8)); then
                _files -g "*.(${(j:|:)reply})"
            elif ((directive & 16)); then
                _files -/
            elif ((!$#reply && !(directive & 4))); then
                _files
            else
                for line in "${reply[@]}"; do
                    [[ -n $line ]] || continue
                    value=${line%%$'\t'*}
                    description=${${line#"$value"}#$'\t'}
                    found+=("${${value//\\/\\\\}//:/\\:}${description:+:$description}")
                done
                ((!(directive & 2))) || suffix=(-S '')
                ((!(directive & 32))) || order=(-V)
                _describe $order -t values 'value' found $suffix
            fi
        }

        if [[ ${funcstack[1]-} == \#(autoloadName) ]]; then
            \#(function) "$@"
        else
            compdef \#(function) \#(names.joined(separator: " "))
        fi

        """#
    }

    /// The file's name, by which zsh finds it.
    var autoloadName: String { "_\(program)" }
}

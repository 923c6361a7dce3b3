# List the exercises that are still to be written: lab, exercise, function,
# and the place, as file:line.

/^[a-z_][a-z0-9_]*\(/ || /^ENTRY\(/ {
	name = $0
	sub(/^ENTRY\(/, "", name)
	sub(/[(),].*/, "", name)
}

/^[ \t]+TODO\(/ {
	split($0, words, /[(), ]+/)
	printf "lab %s, exercise %s  %-28s %s:%d\n", words[2], words[3],
	    name "()", FILENAME, FNR
	n++
}

END {
	if (n)
		print n " functions to write"
	else
		print "Nothing is left to write."
}

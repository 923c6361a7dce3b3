# output.awk BLOCK OUTPUT: is BLOCK a part of OUTPUT?  "..." in BLOCK stands
# for any lines when it is alone, and for any text within a line.

# Does the line match the pattern, whose "..." is any text?
function matches(line, pattern,    at, part)
{
	while ((at = index(pattern, "...")) > 0) {
		part = substr(pattern, 1, at - 1)
		pattern = substr(pattern, at + 3)
		if (!loose && substr(line, 1, length(part)) != part)
			return 0
		at = loose ? index(line, part) : 1
		if (at == 0)
			return 0
		line = substr(line, at + length(part))
		loose = 1
	}
	if (!loose)
		return line == pattern
	return length(line) >= length(pattern) && \
	    substr(line, length(line) - length(pattern) + 1) == pattern
}

# Does the block from line b on match the output from line o on?
function follows(b, o,    any)
{
	for (any = 0; b <= lines && want[b] ~ /^[ \t]*\.\.\.$/; b++)
		any = 1
	if (b > lines)
		return 1
	if (b > deepest)
		deepest = b
	for (; o <= printed; o++) {
		loose = 0
		if (matches(out[o], want[b]) && follows(b + 1, o + 1))
			return 1
		if (!any)
			return 0
	}
	return 0
}

FNR == NR	{ want[++lines] = $0; next }
		{ out[++printed] = $0 }

END {
	for (o = 1; o <= printed; o++)
		if (follows(1, o))
			exit 0
	for (o = 1; o <= printed; o++)
		print "\t| " out[o]
	printf "%s: this, above, is what `%s` prints; the text says", place,
	    command
	printf " in line %d of the block:\n\t%s\n", deepest, want[deepest]
	exit 1
}

# Make the skeleton a student starts from out of a solution's file (.c, .S).
#
#     awk -f mkskel.awk solutions/02-vmcs/adjust.c >labs/02-vmcs/adjust.c
#     awk -f mkskel.awk -v list=1 solutions/*/*.[cS]
#
# EXERCISE(lab, n) on the line before a function keeps the function's head
# and empties its body to TODO(lab, n).  SOLUTION on the line before a
# function, an object, a macro or a declaration drops it, with the comment
# above it.  A body runs between braces in column 0, in assembly from
# ENTRY(name) to END(name).
#
# With list=1 it prints, for each exercise: the lab's folder, its number, the
# exercise's number, the function, the file's name and the line; and the same
# with "label" at the end for a label that .globl makes global within a body.

function fail(text)
{
	printf "%s:%d: %s\n", FILENAME, FNR, text >"/dev/stderr"
	failed = 1
	exit 1
}

function out(text)
{
	if (!list)
		print text
}

# Print the comment and the blank lines that were held back.
function flush(    i)
{
	for (i = 0; i < held; i++)
		out(hold[i])
	held = 0
}

# The tag of the file being left must have found its function.
function finish(file)
{
	if (state != "") {
		printf "%s:%d: the tag has no function after it\n", file,
		    tagged >"/dev/stderr"
		failed = 1
		exit 1
	}
	flush()
}

function number(text)
{
	sub(/^0+/, "", text)
	return text
}

# EXERCISE(lab, n): remember both; the lab must be the folder's.
function exercise(    words, folder, parts)
{
	if ($0 !~ /^EXERCISE\([0-9a-z]+, *[0-9]+\)[ \t]*$/)
		fail("write EXERCISE(lab, n), alone on its line")
	split($0, words, /[(), ]+/)
	folder = FILENAME
	sub(/\/[^\/]*$/, "", folder)
	sub(/.*\//, "", folder)
	split(folder, parts, "-")
	if (words[2] != number(parts[1]))
		fail("EXERCISE of lab " words[2] " in the folder " folder)
	lab = folder "\t" words[2]
	nth = words[3]
	todo = "\tTODO(" words[2] ", " nth ")" (assembly ? "" : ";")
	state = "head"
	tagged = FNR
	name = ""
}

# A row of the list.
function row(name, line, kind,    file)
{
	file = FILENAME
	sub(/.*\//, "", file)
	printf "%s\t%s\t%s\t%s\t%d%s\n", lab, nth, name, file, line, kind
}

# A line between EXERCISE and the body: the function's name is in it.
function head(    text)
{
	text = $0
	if (assembly && text ~ /^ENTRY\(/) {
		sub(/^ENTRY\(/, "", text)
		sub(/\).*/, "", text)
		name = text
	} else if (!assembly && name == "" && text ~ /^[a-z_][a-z0-9_]*\(/ &&
	    text !~ /^__attribute__/) {
		sub(/\(.*/, "", text)
		name = text
	}
	if (/\)[ \t]*\{/)
		fail("the brace that opens a function goes in column 0")
	if (/^[#}]|;[ \t]*$/)
		fail("EXERCISE is not followed by a function")
}

# Is this the last line of what SOLUTION drops?
function dropped()
{
	if (kind == "") {
		if (/^(\/\*| \*|[ \t]*$)/)
			return 0
		kind = /^#/ ? "macro" : assembly ? "assembly" : "c"
	}
	if (kind == "macro")
		return !/\\$/
	if (kind == "assembly")
		return /^END\(/ || /^[ \t]*\.endm/
	if (/^\{/ || /[{]$/)
		opened = 1
	return opened ? /^\}/ && !/\{$/ : /;[ \t]*$/
}

FNR == 1 {
	if (NR > 1)
		finish(last)
	last = FILENAME
	assembly = FILENAME ~ /\.S$/
	gap = 0
}

state == "drop" {
	if (/^(EXERCISE\(|SOLUTION$)/)
		fail("a tag inside what SOLUTION drops")
	if (dropped()) {
		state = ""
		gap = 1
	}
	next
}

state == "body" {
	if (/^(EXERCISE\(|SOLUTION$)/)
		fail("a tag inside a function: is its end in column 0?")
	if (list && assembly && $1 == ".globl")
		row($2, FNR, "\tlabel")
	if (/^(\}|END\()/) {
		if (list)
			row(name, tagged, "")
		out(todo)
		out($0)
		state = ""
	}
	next
}

state == "head" {
	if (/^(EXERCISE\(|SOLUTION$)/)
		fail("two tags on one function")
	head()
	out($0)
	if (/^(\{|ENTRY\()/) {
		if (name == "")
			fail("no function's name after EXERCISE")
		state = "body"
	}
	next
}

/^SOLUTION[ \t]*$/ {
	held = 0
	state = "drop"
	kind = ""
	opened = 0
	tagged = FNR
	next
}

# The blank line after something dropped goes with it.
gap {
	gap = 0
	if (/^$/)
		next
}

/^EXERCISE\(/ {
	flush()
	exercise()
	out($0)
	next
}

# A comment waits for what follows it.
/^\/\*/ && !comment {
	flush()
	comment = 1
}

comment {
	hold[held++] = $0
	if (/\*\//)
		comment = 0
	next
}

{
	flush()
	out($0)
}

END {
	if (failed)
		exit 1
	finish(FILENAME)
}

# docs.awk docs/references.md SOURCE... TEXT...: is there what the texts cite?
# Prints file:line: what is wrong.  In a text, between backticks:
#
#	path		a file or a folder; * as in the shell
#	path: name	a file, and what it defines or declares
#	name()		a function, of some file
#	make word	a command of the Makefile
#
# Everywhere, in comments too: a section of a manual with its title, which
# must be in the tables of docs/references.md.  Files named in JSON exist.  Every exercise has a heading
# in its lab's README, and so has what the rules of VM entry refer to.

function bad(place, text)
{
	print place ": " text
	failed = 1
}

# Does the path exist?  What a handout lacks may well be elsewhere.
function exists(path)
{
	if (handout != "")
		return 1
	if (!(path in known))
		known[path] = system("ls -d " path " >/dev/null 2>&1") == 0
	return known[path]
}

function define(name)
{
	defined[FILENAME, name]
}

# What a line of C, assembly, awk, shell or make defines.
function definitions(    s)
{
	s = $0
	if (s ~ /^[A-Za-z_][A-Za-z0-9_]*\(/) {
		sub(/\(.*/, "", s)
		define(s)
		functions[s]
		s = $0
	}
	if ($1 == "function") {
		sub(/\(.*/, "", $2)
		define($2)
		functions[$2]
	}
	if ($1 ~ /^#define/) {
		sub(/\(.*/, "", $2)
		define($2)
	}
	if (s ~ /^(ENTRY|RULE|WHY|SECTION|EXERCISE)\(/) {
		sub(/^[A-Z]+\(/, "", s)
		sub(/[,)].*/, "", s)
		define(s)
		functions[s]
	} else if (/^CONTROL_REGISTER\(/) {
		gsub(/^[A-Z_]*\(|\).*/, "", s)
		functions["read_" s]
		functions["write_" s]
	} else if (s ~ /^[A-Za-z_][A-Za-z0-9_]*:/) {
		sub(/:.*/, "", s)
		define(s)
	} else if (s ~ /(struct|enum) [a-z_0-9]+ (\{|$)/) {
		sub(/.*(struct|enum) /, "", s)
		sub(/ .*/, "", s)
		define(s)
	} else if (s ~ /^(extern|static|const|struct|enum|u?int|void|bool)/) {
		sub(/[ \t]*(=|;).*/, "", s)
		sub(/\(.*/, "", s)
		gsub(/\[[^]]*\]?/, "", s)
		sub(/.*[ *]/, "", s)
		define(s)
	} else if (s ~ /^\t+[A-Z][A-Z0-9_]*([,= \t]|$)/) {
		sub(/^\t+/, "", s)
		sub(/[^A-Z0-9_].*/, "", s)
		define(s)
	}
}

# Collect sections and titles in the running text of a file.
function sections(    s, at, number, title)
{
	while (match(text, /[0-9A-C][0-9]*(\.[0-9]+)+"?, "[^"]*"/)) {
		s = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		at = index(s, ",")
		number = substr(s, 1, at - 1)
		sub(/"$/, "", number)
		title = substr(s, at + 3, length(s) - at - 3)
		if (!((number, title) in titles))
			bad(reading, number ", \"" title "\" is not in the " \
			    "tables of docs/references.md; is it right?")
	}
	text = ""
}

# One span of a text between backticks.
function span(s, place,    path, name, words, n, i)
{
	if (s ~ /^make( |$)/) {
		n = split(s, words, " ")
		for (i = 2; i <= n; i++)
			if (words[i] !~ /=|"|^-/ && !(words[i] in commands))
				bad(place, "there is no make " words[i])
		return
	}
	if (s ~ /^[a-z_][a-z0-9_]*\(\)$/) {
		sub(/\(\)/, "", s)
		if (!(s in functions))
			bad(place, "there is no function " s "()")
		return
	}
	path = s
	name = ""
	if (index(s, ": ")) {
		path = substr(s, 1, index(s, ": ") - 1)
		name = substr(s, index(s, ": ") + 2)
		sub(/\(\)$/, "", name)
	}
	if (path !~ /^(kernel|machine|guest|solutions|labs|grading|docs)\// &&
	    path !~ /^(Makefile|setup|LICENSE|README\.md|\.clang-format)$/)
		return
	if (path ~ /NN|[^A-Za-z0-9_.*\/-]/)
		return
	if (!exists(path))
		bad(place, "there is no " path)
	else if (name != "" && path in sources && !((path, name) in defined))
		bad(place, path " does not define " name)
}

# The heading that an anchor of a link means.
function anchor(s)
{
	s = tolower(s)
	gsub(/[^a-z0-9_ -]/, "", s)
	gsub(/ /, "-", s)
	return s
}

# A link of a text, to a file here.
function link(s, place,    path, mark)
{
	if (s ~ /^[a-z]+:/)
		return
	path = s
	sub(/#.*/, "", path)
	mark = index(s, "#") ? substr(s, index(s, "#") + 1) : ""
	if (path == "")
		path = FILENAME
	else if (FILENAME ~ /\//)
		path = substr(FILENAME, 1, match(FILENAME, /\/[^\/]*$/)) path
	while (sub(/[^\/]+\/\.\.\//, "", path))
		;
	if (!exists(path))
		bad(place, "there is no " path " to link to")
	else if (mark != "")
		wanted[place] = path SUBSEP mark
}

FNR == 1 {
	sections()
	sources[FILENAME]
	reading = FILENAME
	is_text = FILENAME ~ /\.md$/
	fenced = 0
	lab = FILENAME ~ /^labs\// ? substr(FILENAME, 6, 2) + 0 : 0
}

# The tables of the references; they come first, and then as a text too.
FILENAME == "docs/references.md" && /^\| [0-9A-C][0-9]*\.[0-9.]+ \|/ {
	split($0, column, / *\| */)
	titles[column[2], column[3]]
}

NR == FNR	{ next }

{
	line = $0
	gsub(/\\/, "", line)
	if (!is_text)
		sub(/^[ \t]*\*[ \t]*/, "", line)
	gsub(/[ \t]+/, " ", line)
	sub(/^ /, "", line)
}

line ~ /["0-9]/ || text != "" {
	text = text (text ~ /[A-Za-z]-$/ ? "" : " ") line
}

FILENAME ~ /^Makefile$|\.mk$/ && (/^\.PHONY/ || phony) {
	for (i = 1; i <= NF; i++)
		commands[$i]
	phony = /\\$/
}

!is_text && $0 ~ /"lab 0?[0-9]+, exercise [0-9]/ {
	s = $0
	sub(/.*"lab 0?/, "", s)
	split(s, word, /[^0-9]+/)
	needed[word[1], word[2]] = FILENAME ":" FNR
}

FILENAME ~ /^(labs|solutions)\// && /^EXERCISE\([0-9]+, [0-9]+\)/ {
	split($0, word, /[(), ]+/)
	needed[word[2], word[3]] = FILENAME ":" FNR
}

# Where milestones say to read on.
FILENAME ~ /\.json$/ {
	rest = line
	if (match(rest, /labs\/[0-9]+-[a-z]+\/README\.md, exercise [0-9]+/)) {
		split(substr(rest, RSTART, RLENGTH), word, /[^0-9]+/)
		needed[word[2] + 0, word[3]] = FILENAME ":" FNR
	}
	while (match(rest, /(labs|docs|kernel|machine|guest)\/[A-Za-z0-9_.\/-]+/)) {
		s = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		sub(/[.,]$/, "", s)
		if (!exists(s))
			bad(FILENAME ":" FNR, "there is no " s)
	}
	next
}

!is_text	{ definitions(); next }

/^```/		{ fenced = !fenced }
fenced		{ next }

/^#+ / {
	s = $0
	sub(/^#+ /, "", s)
	headings[FILENAME, anchor(s)]
	if (lab && s ~ /^Exercise [0-9]+/) {
		split(s, word, /[^0-9]+/)
		has[lab, word[2]]
	}
	if (lab)
		read_labs[lab]
}

{
	rest = $0
	while (match(rest, /`[^`]+`/)) {
		span(substr(rest, RSTART + 1, RLENGTH - 2), FILENAME ":" FNR)
		rest = substr(rest, RSTART + RLENGTH)
	}
	rest = $0
	while (match(rest, /\]\([^)]+\)/)) {
		link(substr(rest, RSTART + 2, RLENGTH - 3), FILENAME ":" FNR)
		rest = substr(rest, RSTART + RLENGTH)
	}
}

END {
	sections()
	for (place in wanted)
		if (!(wanted[place] in headings)) {
			split(wanted[place], part, SUBSEP)
			bad(place, part[1] " has no heading #" part[2])
		}
	for (pair in needed) {
		split(pair, part, SUBSEP)
		if (!((part[1], part[2]) in has))
			bad(needed[pair], "labs/ has no README with a heading" \
			    " \"Exercise " part[2] "\" of lab " part[1])
	}
	exit failed
}

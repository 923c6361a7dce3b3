# The house style of a line of C or assembly; prints file:line: what.

function bad(text)
{
	printf "%s:%d: %s\n", FILENAME, FNR, text
	found = 1
}

# Columns a line takes, tabs being 8 wide.
function width(text,    i, w)
{
	for (i = 1; i <= length(text); i++)
		w = substr(text, i, 1) == "\t" ? w - w % 8 + 8 : w + 1
	return w
}

FNR == 1	{ c = FILENAME !~ /\.S$/; table = blank = 0 }
/clang-format off/	{ table = 1 }
/clang-format on/	{ table = 0 }
/[ \t]$/	{ bad("white space at the end of the line") }
/\r/		{ bad("carriage return") }
/^        /	{ bad("indented with spaces, not a tab") }
/^$/		{ if (++blank == 2) bad("two blank lines") }
/./		{ blank = 0 }
/(^|[^A-Za-z_.])(TODO|XXX|FIXME)([^A-Za-z_(]|$)/	{ bad("a note to oneself") }


# A row of a table of texts may be as long as its text.
length($0) > 40 && width($0) > 80 && !table && !/^[A-Z][A-Z_]+\(.*"/ {
	bad("longer than 80 columns")
}

c && /^[a-z].*\)[ \t]*\{$/ && !/=/	{ bad("a function's brace goes in column 0") }
c && /^[a-z_][a-z0-9_]*\(\)/	{ bad("write f(void)") }
c && /^[ \t]+typedef struct|^typedef struct/	{ bad("no typedef for structs") }
c && /(^|[ \t;{}])\/\//		{ bad("write /* comment */") }

END { exit found }

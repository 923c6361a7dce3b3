# From the list of exercises (mkskel.awk's list=1) make what the build wants
# to know.  On standard output, the variable EXERCISES_folder for make.  In
# the folder `dir`, for each lab:
#
#	all		the functions of its exercises
#	exK		those of exercise K
#	exK.labels	global labels within these, which may be missing
#	exK.keep	what to keep of a student's object for exercise K
#	weak.h		makes the functions weak, so that no compiler looks
#			from one exercise's function into another's

function add(name, file)
{
	print name >(dir "/" file)
}

BEGIN { FS = "\t" }

!($1 in numbers) {
	labs[++n] = $1
	system("mkdir -p " dir "/" $1)
}

!(($1, $3) in seen) {
	seen[$1, $3]
	numbers[$1] = numbers[$1] " " $3
	printf "" >(dir "/" $1 "/ex" $3 ".labels")
}

$7 == "label" {
	add($4, $1 "/ex" $3 ".labels")
	add($4, $1 "/ex" $3 ".keep")
	next
}

{
	add($4, $1 "/all")
	add($4, $1 "/ex" $3)
	add("#pragma weak " $4, $1 "/weak.h")
	functions[$1] = functions[$1] $4 "\n"
}

END {
	for (pair in seen) {
		split(pair, part, SUBSEP)
		printf "%s", functions[part[1]] >(dir "/" part[1] "/ex" \
		    part[2] ".keep")
	}
	for (i = 1; i <= n; i++)
		print "EXERCISES_" labs[i] " :=" numbers[labs[i]]
}

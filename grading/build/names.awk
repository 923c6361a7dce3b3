# From the list of exercises (mkskel.awk's list=1) make what the build wants
# to know: the variable EXERCISES_folder for make on standard output, and in
# the folder `dir` a file of function names for each lab and each exercise,
# and a header that makes the lab's functions weak, so that no compiler looks
# from one exercise's function into another's.

BEGIN { FS = "\t" }

{
	if (!($1 in numbers)) {
		labs[++n] = $1
		system("mkdir -p " dir "/" $1)
	}
	if (!(($1, $3) in seen))
		numbers[$1] = numbers[$1] " " $3
	seen[$1, $3] = 1
	print $4 >(dir "/" $1 "/all")
	print $4 >(dir "/" $1 "/ex" $3)
	print "#pragma weak " $4 >(dir "/" $1 "/weak.h")
}

END {
	for (i = 1; i <= n; i++)
		print "EXERCISES_" labs[i] " :=" numbers[labs[i]]
}

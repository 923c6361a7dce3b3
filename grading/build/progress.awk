# How far is the work in labs/?  Prints "untouched" or "begun", and the folder
# of the first lab that is not finished, if there is one.

/^EXERCISE/ { exercises++ }

/^[ \t]+TODO\(/ {
	left++
	folder = FILENAME
	sub(/\/[^\/]*$/, "", folder)
	sub(/.*\//, "", folder)
	if (first == "" || folder < first)
		first = folder
}

END { print exercises == left ? "untouched" : "begun", first }

# From Bochs' log of a run: the VMM's instructions from a CPUID exit to the
# resume.  The clock ticks once an instruction.

function tick()
{
	return substr($1, 1, match($1, /[^0-9]/) - 1)
}

/VMEXIT reason = 10 /	{ begin = tick() }

/VMENTER to/ && begin != "" {
	print tick() - begin
	exit
}

/*
 * Error numbers in words.
 */
#include "errors.h"

/* The name of a negative error number; of 0, "success". */
const char *
error_name(int error)
{
	switch (-error) {
	case 0:
		return "success";
	case EPERM:
		return "-EPERM: not allowed";
	case ENOEXEC:
		return "-ENOEXEC: not an image that can be run";
	case EFAULT:
		return "-EFAULT: bad address";
	case EINVAL:
		return "-EINVAL: bad argument";
	case ENOSYS:
		return "-ENOSYS: no such call";
	case ENOTSUP:
		return "-ENOTSUP: the processor cannot do it";
	case EFAILINVALID:
		return "-EFAILINVALID: VMfailInvalid";
	case EFAILVALID:
		return "-EFAILVALID: VMfailValid";
	default:
		return "an unknown error number";
	}
}

/*
 * What functions return when something did not work: a negative one of
 * these.  0 is success.  The numbers are those of Linux where it has the
 * name; the last two are how a VMX instruction fails.
 *
 * SDM Vol. 3C, 30.2, "Conventions".
 */
#ifndef ERRORS_H
#define ERRORS_H

#define EPERM		1	/* not allowed */
#define ENOEXEC		8	/* not an image that can be run */
#define EFAULT		14	/* bad address */
#define EINVAL		22	/* bad argument */
#define ENOSYS		38	/* no such call */
#define ENOTSUP		95	/* the processor cannot do it */
#define EFAILINVALID	200	/* VMfailInvalid: there is no current VMCS */
#define EFAILVALID	201	/* VMfailValid: the current VMCS says why */

/* "VMfailValid" for -EFAILVALID, and so on. */
const char *error_name(int error);

#endif

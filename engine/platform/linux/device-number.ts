/**
 * `major:minor`, as sysfs and mountinfo write it, of a device number as `stat` gives it.
 *
 * Source: glibc `gnu_dev_major`, `gnu_dev_minor` (sys/sysmacros.h).
 */
export function majorMinor(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n);
  const minor = (device & 0xffn) | ((device >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
}

/** Device number as `stat` gives it, in decimal, of `major:minor`. */
export function deviceText(pair: string): string {
  const [majorText = '0', minorText = '0'] = pair.split(':');
  const major = BigInt(majorText);
  const minor = BigInt(minorText);
  const low = (minor & 0xffn) | ((major & 0xfffn) << 8n);
  return (low | ((minor & 0xffffff00n) << 12n) | ((major & 0xfffff000n) << 32n)).toString();
}

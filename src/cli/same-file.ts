// A file that is to be written must be none of those that are read: opening it would empty them.

import { type BigIntStats, fstatSync, statSync } from "node:fs";

/** True when the path leads to one of the others, which are paths and descriptors; also through links. Devices may be shared. */
export function isOneOf(path: string, others: readonly (string | number)[]): boolean {
  const own = look(path);
  return (
    own !== undefined &&
    others.some((other) => {
      const stats = look(other);
      return stats !== undefined && stats.dev === own.dev && stats.ino === own.ino;
    })
  );
}

function look(file: string | number): BigIntStats | undefined {
  try {
    const stats = typeof file === "number" ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
    return stats.isFile() ? stats : undefined;
  } catch {
    return undefined;
  }
}

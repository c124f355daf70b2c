// Large files of our own read into memory of one's choice, which `readFileSync` does not offer.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The whole file, as a view of what `make` hands over for so many bytes. @throws the system's error */
export function readInto<B extends ArrayBufferLike>(path: string, make: (size: number) => B): Buffer<B> {
  const fd = openSync(path, "r");
  try {
    const bytes = Buffer.from(make(fstatSync(fd).size));
    let length = 0;
    for (let n = -1; length < bytes.length && n !== 0; length += n)
      n = readSync(fd, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length) as Buffer<B>;
  } finally {
    closeSync(fd);
  }
}

// Reads vitest's report and prints `passed failed`. A skipped test counts as failed, unless its name says why it cannot run
// here and the reason is no program that could be installed.

import { readFileSync } from "node:fs";

/** What no installation changes: the user, the platform, the right to mount; and what runs on request only. */
const REASONS = [/root does not mind modes/, /\bmount/, /not on Windows/, /only on Linux/, /only with CLOSEMASK_LONG/];
// What an engine says of itself, see test/store/contract-cases.ts.
REASONS.push(/\(skipped: memcached cannot /);
// The programs in question come with Linux distributions.
if (process.platform !== "linux") REASONS.push(/\(.*needs /, /\(skipped: it is of Linux\)/);

function count(path) {
  const { testResults } = JSON.parse(readFileSync(path, "utf8"));
  let passed = 0;
  let failed = 0;
  for (const file of testResults) {
    // A file that could not be loaded has no tests to fail.
    if (file.status === "failed" && file.assertionResults.length === 0) failed++;
    for (const { status, fullName } of file.assertionResults) {
      if (status === "passed") passed++;
      else if (status === "failed" || !REASONS.some((reason) => reason.test(fullName))) {
        failed++;
        if (status !== "failed") console.error(`skipped, and that may not be: ${fullName}`);
      } else console.error(`skipped: ${fullName}`);
    }
  }
  return { passed, failed };
}

try {
  const { passed, failed } = count(process.argv[2]);
  console.log(`${passed} ${passed === 0 ? Math.max(1, failed) : failed}`);
} catch (error) {
  console.error(error.message);
  console.log("0 1");
}

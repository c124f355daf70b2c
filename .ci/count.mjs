// Reads vitest's reports and prints `passed failed`, of all together. A skipped test counts as failed, unless its name says why it cannot run
// here and the reason is no program that could be installed.

import { readFileSync } from "node:fs";

/** What no installation changes: the user, the platform, the right to mount; and what runs on request only. */
const REASONS = [/root does not mind modes/, /\bmount/, /not on Windows/, /only on Linux/, /only with CLOSEMASK_LONG/];
// What an engine says of itself, see test/store/contract-cases.ts.
REASONS.push(/\(skipped: memcached cannot /);
// Said by .ci/run where no package of it is to be had.
if (process.env.NO_VALKEY === "1") REASONS.push(/\(skipped: valkey-server is not i/);
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

/** A report that is missing or empty is a failure of its own: its tests did not run. */
function countOrFail(path) {
  try {
    const { passed, failed } = count(path);
    return { passed, failed: passed === 0 ? Math.max(1, failed) : failed };
  } catch (error) {
    console.error(error.message);
    return { passed: 0, failed: 1 };
  }
}

const counts = process.argv.slice(2).map(countOrFail);
const sum = (of) => counts.reduce((total, one) => total + one[of], 0);
console.log(`${sum("passed")} ${counts.length === 0 ? 1 : sum("failed")}`);

#!/usr/bin/env node
// Starts closemask. Plain old JavaScript, so that a Node which is too old gets as far as the message that says so.

var needed = [24, 15];
var have = process.versions.node.split(".").map(Number);

if (have[0] < needed[0] || (have[0] === needed[0] && have[1] < needed[1])) {
  process.stderr.write(
    "closemask: needs Node.js " +
      needed.join(".") +
      " or newer, this is " +
      process.versions.node +
      "\n" +
      "  hint: install a current one from https://nodejs.org, or with `nvm install 24`, `fnm install 24`, `brew install node`\n",
  );
  process.exitCode = 2;
} else {
  try {
    require("../dist/cli/start.cjs");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    process.stderr.write("closemask: it has not been built\n  hint: npm run build\n");
    process.exitCode = 70;
  }
}

// `npm run bench:detect`: refuses a Node that cannot run the sources, then hands over. Nothing else belongs here.

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`bench:detect: needs node 24, this is ${process.versions.node}; start it with npm run bench:detect`);
  process.exitCode = 2;
} else {
  const { main } = await import("./quality.ts");
  process.exitCode = await main(process.argv.slice(2));
}

// `npm run bench:proxy`: refuses a Node that cannot run the sources, then hands over. Nothing else belongs here.

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`bench:proxy: needs node 24, this is ${process.versions.node}; start it with npm run bench:proxy`);
  process.exitCode = 2;
} else {
  const { main } = await import("./proxy.ts");
  process.exitCode = await main(process.argv.slice(2));
}

// `npm run bench:ner`: refuses a Node that cannot run the sources, then hands over. Nothing else belongs here.

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`bench:ner: needs node 24, this is ${process.versions.node}; start it with npm run bench:ner`);
  process.exitCode = 2;
} else {
  const { main } = await import("./ner.ts");
  process.exitCode = await main(process.argv.slice(2));
}

// `npm run bench:stores`: refuses a Node that cannot run the sources, then hands over. Nothing else belongs here.

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`bench: needs node 24, this is ${process.versions.node}; start it with npm run bench:stores`);
  process.exitCode = 2;
} else await import("./stores.ts");

// `npm run bench:chat`: refuses a Node that cannot run the sources, then hands over. Nothing else belongs here.

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`bench: needs node 24, this is ${process.versions.node}; start it with npm run bench:chat`);
  process.exitCode = 2;
} else {
  // React as it is in the bundle; it looks when it is loaded.
  process.env.NODE_ENV = "production";
  await import("./chat.ts");
}

#!/usr/bin/env node
"use strict";
// The launcher of `upkeep`, `systemctl` and `journalctl` (links to this file; src/cli/main.ts goes by the name it was called by).
const bundle = `${__dirname}/../dist/upkeep.cjs`;

try {
  require(bundle);
} catch (error) {
  // A clone that was installed with --ignore-scripts has not been built yet.
  if (error.code !== "MODULE_NOT_FOUND" || !String(error.message).includes("dist/upkeep.cjs")) throw error;
  build();
  require(bundle);
}

function build() {
  const { spawnSync } = require("node:child_process");
  process.stderr.write("upkeep: dist/ is missing, building it once\n");
  const { status } = spawnSync(process.execPath, [`${__dirname}/../scripts/build.mjs`], { stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(1);
}

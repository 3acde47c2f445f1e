#!/usr/bin/env node
/** `attune <command>`. Every command is a file of its own in commands/. */
import { runCli } from "./commands/program.js";

await runCli(process.argv);

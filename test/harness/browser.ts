import { accessSync, constants } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = process.env["CHROMIUM_BIN"] ?? "/usr/bin/chromium";

/** It asks nobody on the network for anything of its own. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Whether tests in a real browser can't run here, and how such a group is called then. */
export const BROWSER_MISSING = !canRun(CHROMIUM);
export function inBrowser(name: string): string {
  return BROWSER_MISSING ? `${name} (skipped: no chromium; set CHROMIUM_BIN)` : name;
}

/** With a profile folder of its own, which playwright removes. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

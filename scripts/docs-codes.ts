/** Writes the reference pages of the error and reason codes. `npm run docs:codes` */
import { writeFileSync } from "node:fs";
import { codesPages } from "./codes-pages.js";

for (const [path, text] of Object.entries(codesPages())) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  console.log(path);
}

/** Writes the API's document, src/api/openapi.json. `npm run docs:openapi` */
import { writeFileSync } from "node:fs";
import { openApiText } from "./openapi.js";

const PATH = "src/api/openapi.json";
writeFileSync(new URL(`../${PATH}`, import.meta.url), await openApiText());
console.log(PATH);

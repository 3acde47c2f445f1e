/**
 * Compiles src/models/kernels/assembly/ (AssemblyScript) to WebAssembly with SIMD and a shared, imported memory, and writes the bytes to
 * src/models/kernels/wasm-bytes.ts, which is committed: neither a build nor an installation needs the compiler. A test compiles again and
 * compares.
 *
 *   node scripts/build-kernels.mjs             write the file
 *   node scripts/build-kernels.mjs --check     exit code 1 where the committed file is another one
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
const sources = join(root, "src", "models", "kernels", "assembly");
const target = join(root, "src", "models", "kernels", "wasm-bytes.ts");
const LINE = 112;
/** Pages of 64 KiB; the memory handed in may have fewer. 65,536 = 4 GiB. */
const MOST_PAGES = "65536";

const OPTIONS = [
  "-O3",
  "--noAssert",
  ...["--runtime", "stub"],
  ...["--enable", "simd", "--enable", "threads"],
  ...["--importMemory", "--sharedMemory", "--maximumMemory", MOST_PAGES, "--noExportMemory"],
];

/** The compiler asks for .ts; the sources end in .as, away from TypeScript's own tools. */
function readSource(name) {
  try {
    return readFileSync(join(sources, name.replace(/\.ts$/, ".as")), "utf8");
  } catch {
    return null;
  }
}

/** The committed file's text, from the sources. */
export async function compileKernels() {
  let bytes;
  const { error } = await asc.main(["kernels.ts", "--outFile", "kernels.wasm", ...OPTIONS], {
    readFile: readSource,
    writeFile: (_name, contents) => {
      bytes = contents;
    },
    listFiles: () => [],
    stderr: process.stderr,
  });
  if (error !== null || bytes === undefined) throw new Error("the kernels do not compile", { cause: error });
  const lines = Buffer.from(bytes)
    .toString("base64")
    .match(new RegExp(`.{1,${LINE}}`, "g"));
  return `/** Made by \`node scripts/build-kernels.mjs\` from assembly/: WebAssembly, ${bytes.length} bytes, base64. */
export const WASM_BASE64 = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join("");
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await compileKernels();
  if (!process.argv.includes("--check")) writeFileSync(target, text);
  else if (text !== readFileSync(target, "utf8")) {
    process.stderr.write("wasm-bytes.ts is not what assembly/ compiles to: run `node scripts/build-kernels.mjs`\n");
    process.exitCode = 1;
  }
}

/** Where a thread's entry file is, built or from source: it has the ending of this file, and TypeScript needs tsx to load it. */
export function threadFile(base: string, name: string): { file: URL; execArgv: string[] } {
  const fromSource = base.endsWith(".ts");
  return { file: new URL(`./${name}${fromSource ? ".ts" : ".js"}`, base), execArgv: fromSource ? ["--import", "tsx"] : [] };
}

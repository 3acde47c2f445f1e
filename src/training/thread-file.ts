/** Where a thread's entry file is, built or from source: it has the ending of this file, and TypeScript needs tsx to load it. */
export function threadFile(base: string, name: string): { file: URL; execArgv: string[] } {
  const fromSource = base.endsWith(".ts");
  return {
    file: new URL(`./${name}${fromSource ? ".ts" : ".js"}`, base),
    execArgv: fromSource ? fromSourceArgv() : [],
  };
}

/** `--import tsx` leaves a thread's dynamic imports alone (tsx 4.23 on Node 20); registered by its API it sees them all. */
export function fromSourceArgv(): string[] {
  const program = `import { register } from ${JSON.stringify(import.meta.resolve("tsx/esm/api"))}; register();`;
  return ["--import", `data:text/javascript,${encodeURIComponent(program)}`];
}

import type { Command } from "commander";
import { vi } from "vitest";

export interface CommandResult {
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  readonly exitCode: number;
}

/** Runs a command in this process, as the command line does, and gives what it printed. */
export async function runCommand(command: Command, args: readonly string[]): Promise<CommandResult> {
  const printed: Record<"stdout" | "stderr", string[]> = { stdout: [], stderr: [] };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      printed[name].push(String(text));
      return true;
    }),
  );
  const before = process.exitCode;
  try {
    await command.exitOverride().parseAsync([...args], { from: "user" });
    const linesOf = (name: "stdout" | "stderr"): string[] => printed[name].join("").split("\n").slice(0, -1);
    return { lines: linesOf("stdout"), errors: linesOf("stderr"), exitCode: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

/** The one JSON object that `--json` prints last. */
export function lastJson({ lines }: CommandResult): Record<string, unknown> {
  return JSON.parse(lines.at(-1) ?? "") as Record<string, unknown>;
}

import { Command, InvalidArgumentError, Option } from "commander";
import {
  addressProblem,
  type Configuration,
  configurationFolder,
  given,
  type LoadOptions,
  requireConfiguration,
} from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import { parseDuration } from "../domain/time.js";

/** What every command understands: where the configuration, the log, the state and the data folder are. */
export interface ServerOptions {
  readonly config?: string;
  readonly log?: string;
  readonly state?: string;
  readonly data?: string;
}

export interface JsonOption {
  readonly json?: boolean;
}

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 log or state unreachable.`;

/** A command with its examples and the exit codes under its help. */
export function createCommand(name: string, description: string, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${example}`).join("\n");
  return new Command(name).description(description).addHelpText("after", `\nExamples:\n${lines}\n${EXIT_CODES}`);
}

export function withConfiguration(command: Command): Command {
  return command.option("--config <folder>", "folder with attune.yaml (default: ./config, else the one Attune ships)");
}

/** --config, --log, --state, --data. */
export function withServers(command: Command): Command {
  return withConfiguration(command)
    .addOption(
      new Option("--log <url>", "embedded, embedded:<folder> or nats://host:port (env ATTUNE_LOG)").argParser(
        address("log"),
      ),
    )
    .addOption(
      new Option("--state <url>", "embedded, embedded:<folder> or redis://host:port (env ATTUNE_STATE)").argParser(
        address("state"),
      ),
    )
    .option("--data <folder>", "folder of the embedded log and state (env ATTUNE_DATA)");
}

/** Where the models are. */
export interface ModelsOption {
  readonly models?: string;
}

/** --models */
export function withModels(command: Command): Command {
  return command.option(
    "--models <folder>",
    "folder of the models (env ATTUNE_MODELS; default: attune.yaml's, ./models)",
  );
}

export function withJson(command: Command): Command {
  return command.option("--json", "print exactly one JSON object as the last line on stdout");
}

type ConfigurationOptions = ServerOptions & ModelsOption & { readonly host?: string; readonly port?: number };

/** The configuration that the options name. @throws AttuneError ATTUNE_CONFIG_INVALID */
export function configurationOf(
  options: ConfigurationOptions,
  how: Pick<LoadOptions, "passesOverSendTime"> = {},
): Configuration {
  const { log, state, data, models, host, port } = options;
  return requireConfiguration(configurationFolder(options.config), {
    overrides: given({ log, state, data, models, host, port }),
    ...how,
  });
}

/** For what sets versions right: a promoted send-time recipe that can't be read doesn't stand in its way. @throws AttuneError ATTUNE_CONFIG_INVALID */
export function configurationForModels(options: ConfigurationOptions): Configuration {
  return configurationOf(options, { passesOverSendTime: true });
}

function address(kind: "log" | "state"): (text: string) => string {
  return (text) => {
    const wrong = addressProblem(kind, text);
    if (wrong !== undefined) throw new AttuneError("ATTUNE_URL_UNSUPPORTED", wrong);
    return text;
  };
}

/** Parses an option that is a whole number within bounds. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
}

/** Parses an option that is a time above 0: "72h", "7 days" -> ms. */
export function durationOption(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('It must be a time like "72h" or "7 days".');
}

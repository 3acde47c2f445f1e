/** What the package exports: enough to run Attune inside another program, and to read what it writes. Everything else is internal. */
export { openBoth, openLog, openState } from "./app/open-adapters.js";
export { type ReplayReport, verifyReplay } from "./app/replay.js";
export { type Role, type Running, type StartOptions, startAttune } from "./app/start.js";
export { readStatus, type Status } from "./app/status.js";
export {
  buildEngineContext,
  type ConfigProblem,
  type Configuration,
  configurationFolder,
  type LoadOptions,
  type LoadResult,
  loadConfiguration,
  type Overrides,
  requireConfiguration,
} from "./config/index.js";
export type { Candidate, Decision } from "./domain/decision.js";
export { AttuneError, type ErrorCode, ERRORS, isAttuneError } from "./domain/errors.js";
export type { AttuneEvent, InternalEvent, JsonObject, JsonValue, SegmentEvent } from "./domain/event.js";
export { type Channel, CHANNELS, type Copy, type Message } from "./domain/message.js";
export {
  anonymousPerson,
  knownPerson,
  partitionOfPerson,
  type PersonKey,
  personOfToken,
  personToken,
} from "./domain/person.js";
export { type ReasonCode, REASONS } from "./domain/reasons.js";
export { type DeadLetter, decodeDeadLetter, encodeEvent, parseEvent } from "./domain/wire/index.js";
export { decodeDecision, decodeMessage, MESSAGE_CONTENT_TYPE, MESSAGE_TYPE } from "./domain/wire/outbound.js";
export { createEngine } from "./engine/index.js";
export type {
  AppendResult,
  EventLog,
  LogBounds,
  LogEntry,
  LogReader,
  LogRecord,
  ReadFrom,
  Topic,
} from "./ports/event-log.js";
export type { Commit, Offset, OutboxEntry, StateStore, TimerEntry } from "./ports/state-store.js";
